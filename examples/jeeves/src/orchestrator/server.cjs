const Fastify = require('fastify');
const { EngineClient } = require('../engine-service.cjs');
const { createOrchestrator, OrchestrationError } = require('./orchestrate.cjs');

const engine = new EngineClient(process.env.ENGINE_ADDRESS ?? 'localhost:50051');
const orchestrate = createOrchestrator(engine);
const app = Fastify({ forceCloseConnections: 'idle' });

const schema = {
  body: {
    type: 'object',
    required: ['goal'],
    properties: {
      goal: { type: 'string', minLength: 1, maxLength: 2000 },
      pipeline: { type: 'string', default: 'default-pipeline' },
      attempts: { type: 'integer', minimum: 1, maximum: 5, default: 3 },
      timeoutMillis: { type: 'integer', minimum: 1, maximum: 60_000, default: 30_000 },
    },
  },
};

app.post('/orchestrations', { schema }, async ({ body }, reply) => {
  try {
    const result = await orchestrate(body);
    return reply.code(result.problem === undefined ? 200 : 504).send(result);
  } catch (error) {
    if (!(error instanceof OrchestrationError)) throw error;
    return reply.code(502).send({ attempts: error.attempts, problem: error.message });
  }
});

app.listen({ port: Number(process.env.PORT ?? 8000), host: '0.0.0.0' }).then(() => {
  console.log(`orchestrator listening on port ${app.addresses()[0].port}`);
});
for (const signal of ['SIGTERM', 'SIGINT']) {
  process.once(signal, () => app.close().then(() => engine.close()));
}
