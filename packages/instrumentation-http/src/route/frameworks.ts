import { nameFastifyRoutes } from './fastify.js';
import { nameHonoRoutes } from './hono.js';
import { nameKoaRoutes } from './koa.js';
import { askForNames } from './named.js';

/**
 * Names the routes of every framework that says them nowhere on the raw request; Express says them
 * there. NestJS runs on Express or Fastify.
 *
 * @param onError gets what goes wrong inside a framework's hook.
 * @returns what stops it.
 */
export function nameFrameworkRoutes(onError: (error: unknown) => void): () => void {
  const stops = [nameFastifyRoutes, nameKoaRoutes, nameHonoRoutes].map((name) => name(onError));
  stops.push(askForNames());
  return () => {
    for (const stop of stops.splice(0)) stop();
  };
}
