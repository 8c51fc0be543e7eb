import * as asyncHooks from 'node:async_hooks';

/**
 * Lets Node choose now how it carries a context from one callback to the next. It would otherwise do
 * so when a timer is first cleared, an immediate has run or `AsyncLocalStorage` is first asked for,
 * and swaps the prototype of an object that every tick goes through. Code that has learned the object
 * with its first prototype stays general for good: a Fastify server that came to its first cleared
 * timer after a few ticks more than usual, those of a second port that began to listen, answered 5 to
 * 25 % fewer requests a second (Node 24; benchmarks/http/README.md). Before the first tick there is
 * nothing to unlearn. Older versions choose nothing here.
 */
export function settleAsyncContext(): void {
  Reflect.get(asyncHooks, 'AsyncLocalStorage');
}
