const { json } = require('micro');

module.exports = async (request, response) => {
  if (request.method === 'POST') return { got: await json(request) };
  response.setHeader('x-powered', 'micro');
  return `hello ${request.url}`;
};
