import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import { EngineClient } from '../engine-service.cjs';
import { httpStatusOf } from './http-status.ts';

const engine = new EngineClient(process.env['ENGINE_ADDRESS'] ?? 'localhost:50051');
const app = Fastify({ forceCloseConnections: 'idle' });

app.setErrorHandler((error: Error & { details?: string; statusCode?: number }, _, reply) =>
  // Errors of Fastify itself, such as a body that is no JSON, have a status already.
  reply
    .code(error.statusCode ?? httpStatusOf(error))
    .send({ error: error.details ?? error.message }),
);

interface Run {
  Params: { name: string };
  Body: { input?: string; executionId?: string; timeoutMillis?: number } | undefined;
}

app.post<Run>('/v1/pipelines/:name/executions', async ({ params, body }, reply) => {
  const execution = await engine.call('executePipeline', { pipeline: params.name, ...body });
  return reply.code(201).send(execution);
});

/**
 * The same with a line of JSON at each step. Who hangs up cancels the execution; a failure before
 * the first step is a status, a later one the last line.
 */
app.post<Run>('/v1/pipelines/:name/stream', async ({ params, body }, reply) => {
  const response = reply.raw;
  const events = engine.stream({ pipeline: params.name, ...body });
  response.on('close', () => events.cancel());
  try {
    for await (const event of events) {
      if (!response.headersSent) {
        reply.hijack();
        response.writeHead(200, { 'content-type': 'application/x-ndjson' });
      }
      response.write(`${JSON.stringify(event)}\n`);
    }
  } catch (error) {
    if (!response.headersSent) throw error;
    response.write(`${JSON.stringify({ error: (error as Error).message })}\n`);
  }
  response.end();
});

app.get<{ Params: { id: string }; Querystring: { after?: string } }>(
  '/v1/executions/:id',
  ({ params, query }) =>
    engine.call('getExecution', { executionId: params.id, after: Number(query.after ?? 0) }),
);

interface Edit {
  Params: { name: string };
  Body: { agents?: string[]; version?: number; settingsJson?: string };
}

app.post<{ Body: Edit['Body'] & { name: string } }>(
  '/v1/pipelines',
  async ({ body, headers }, reply) => {
    const pipeline = await engine.call('createPipeline', body, headers);
    return reply.code(201).send(pipeline);
  },
);

app.put<Edit>('/v1/pipelines/:name', ({ params, body, headers }) =>
  engine.call('updatePipeline', { ...body, ...params }, headers),
);

app.delete<Edit>('/v1/pipelines/:name', ({ params, headers }) =>
  engine.call('deletePipeline', params, headers),
);

app.post<{ Body: { url: string } }>('/v1/pipelines/import', ({ body, headers }) =>
  engine.call('importPipeline', body, headers),
);

// Without a listener Node would hang up without a word.
app.server.on('connect', (_request, socket) =>
  socket.end('HTTP/1.1 405 Method Not Allowed\r\nconnection: close\r\n\r\n'),
);

await app.listen({ port: Number(process.env['PORT'] ?? 8000), host: '0.0.0.0' });
console.log(`gateway listening on port ${(app.server.address() as AddressInfo).port}`);
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => app.close().then(() => engine.close()));
}
