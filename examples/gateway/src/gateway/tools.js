const { callLinear } = require('./linear.js');

/** What agents may call through the gateway, with the arguments that each tool needs. */
const tools = {
  linear_list_issues: {
    description: 'The issues of a team.',
    needs: ['team'],
    async run({ team }) {
      const { nodes } = await callLinear('issues', { team });
      return nodes;
    },
  },
  linear_create_issue: {
    description: 'Creates an issue.',
    needs: ['team', 'title'],
    async run({ team, title }) {
      const { issue } = await callLinear('issueCreate', { team, title });
      return issue;
    },
  },
  linear_move_issue: {
    description: 'Moves an issue to another state.',
    needs: ['id', 'state'],
    async run({ id, state }) {
      const { issue } = await callLinear('issueUpdate', { id, state });
      return issue;
    },
  },
  word_count: {
    description: 'Counts the words of a text.',
    needs: ['text'],
    run: async ({ text }) => text.split(/\s+/).filter((word) => word !== '').length,
  },
};

module.exports = { tools };
