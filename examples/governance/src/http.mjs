import { createServer } from 'node:http';

const longestBody = 64 * 1024;

class BadBody extends Error {}

/**
 * A server of JSON routes: 404 and 405 for what is not there, 400 for a body that is no JSON.
 *
 * @param {Record<string, Record<string, (body: any) => any>>} routes handlers by method, by path
 */
export function serve(routes) {
  const answer = async (request) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const methods = routes[pathname];
    if (methods === undefined) return { status: 404, body: { error: 'there is nothing here' } };
    const handler = methods[request.method];
    if (handler === undefined) {
      return { status: 405, body: { error: `try ${Object.keys(methods).join(', ')}` } };
    }
    return handler(request.method === 'GET' ? undefined : await readJson(request));
  };
  return createServer(async (request, response) => {
    const { status, body } = await answer(request).catch((error) => {
      if (error instanceof BadBody) return { status: 400, body: { error: error.message } };
      console.error(error);
      return { status: 500, body: { error: 'internal error' } };
    });
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(request.method === 'HEAD' ? undefined : JSON.stringify(body));
  });
}

/** At SIGTERM: no new connections, requests in flight may end, then their connections go too. */
export function endOnSignal(server) {
  const end = () => {
    server.close();
    const sweep = setInterval(() => server.closeIdleConnections(), 50);
    server.once('close', () => clearInterval(sweep));
  };
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, end);
}

async function readJson(request) {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > longestBody) throw new BadBody('the body is too long');
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new BadBody('the body is no JSON');
  }
}
