/** What makes spans and is in this package; the names are those of `OBS_INSTRUMENTATIONS`. */
export const spanNames = ['http', 'undici', 'grpc'] as const;

export type SpanName = (typeof spanNames)[number];

export function isSpanName(name: string): name is SpanName {
  return (spanNames as readonly string[]).includes(name);
}

/** Official instrumentations that are used when the application has them installed. */
interface Library {
  /** The package of the instrumentation. */
  readonly package: string;
  /** What it instruments: it is loaded with the first of these. */
  readonly targets: readonly string[];
}

const official = (name: string, ...targets: readonly string[]): readonly [string, Library] => [
  name,
  {
    package: `@opentelemetry/instrumentation-${name}`,
    targets: targets.length === 0 ? [name] : targets,
  },
];

/** By the name that `OBS_INSTRUMENTATIONS` takes. */
export const libraries: ReadonlyMap<string, Library> = new Map([
  official('amqplib'),
  official('aws-sdk', '@smithy/middleware-stack', '@aws-sdk/middleware-stack', 'aws-sdk'),
  official('cassandra-driver'),
  official('connect'),
  official('dataloader'),
  official('express'),
  ['fastify', { package: '@fastify/otel', targets: ['fastify'] }],
  official('generic-pool'),
  official('graphql'),
  official('hapi', '@hapi/hapi'),
  official('ioredis'),
  official('kafkajs'),
  official('knex'),
  official('koa'),
  official('memcached'),
  official('mongodb'),
  official('mongoose'),
  official('mysql'),
  official('mysql2'),
  official('nestjs-core', '@nestjs/core'),
  official('openai'),
  official('oracledb'),
  official('pg', 'pg', 'pg-pool'),
  official('redis', 'redis', '@redis/client', '@node-redis/client'),
  official('restify'),
  official('router'),
  official('socket.io'),
  official('tedious'),
]);
