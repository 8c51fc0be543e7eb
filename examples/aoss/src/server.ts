import { randomUUID } from 'node:crypto';
import { health } from '@obs/core';
import { execute } from './agent.ts';
import { Database, DuplicateId } from './database.ts';
import { endOnSignal, serve } from './http.ts';
import { parsePlan } from './plan.ts';

const database = new Database(process.env['DATABASE'] ?? ':memory:');

const server = serve({
  '/executions': {
    GET: () => ({ status: 200, body: database.latest(20) }),
    async POST({ json }) {
      const plan = parsePlan(await json());
      if (typeof plan === 'string') return { status: 400, body: { error: plan } };
      const id = plan.id ?? randomUUID();
      try {
        database.insert({ id, agentType: plan.agentType, serverTag: plan.serverTag ?? null });
      } catch (error) {
        if (error instanceof DuplicateId) return { status: 409, body: { error: error.message } };
        throw error;
      }
      const { status, detail } = await execute(plan);
      database.end(id, status, detail);
      return { status: 201, body: { id, status, detail } };
    },
  },
  '/executions/:id': {
    GET({ id }) {
      const row = database.find(id);
      return row === undefined
        ? { status: 404, body: { error: `no execution is ${id}` } }
        : { status: 200, body: row };
    },
    DELETE: ({ id }) => ({ status: database.delete(id) ? 204 : 404 }),
  },
});

// Without a listener Node would hang up without a word.
server.on('connect', (_request, socket) =>
  socket.end('HTTP/1.1 405 Method Not Allowed\r\nconnection: close\r\n\r\n'),
);

health.register('database', () => database.isOpen());

server.listen(Number(process.env['PORT'] ?? 8000), () => {
  console.log(`aoss listening on port ${(server.address() as { port: number }).port}`);
});
endOnSignal(server, () => database.close());
