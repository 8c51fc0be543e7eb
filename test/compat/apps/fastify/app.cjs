// A plugin as fastify-cli loads it.
module.exports = async (app, _options) => {
  app.get('/teams/:team/members/:id', async ({ params }) => params);
  app.post('/teams', async ({ body }, reply) => reply.code(201).send(body));
  app.get('/broken', async () => {
    throw new Error('broken');
  });
};
