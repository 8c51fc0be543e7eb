import { describe, expect, it } from 'vitest';
import { ObsError } from '../src/errors.js';
import { HealthRegistry } from '../src/health/registry.js';
import { Log } from '../src/log.js';

function registry() {
  const log = new Log();
  const lines: string[] = [];
  log.info = (line) => lines.push(line);
  return { health: new HealthRegistry(log), lines };
}

describe('a health check', () => {
  it.each([
    ['returns nothing', () => {}, true],
    ['returns true', () => true, true],
    ['returns any object', () => ({ rows: [] }), true],
    ['resolves', async () => 'pong', true],
    ['returns false', () => false, false],
    ['resolves to false', async () => false, false],
    [
      'throws',
      () => {
        throw new Error('down');
      },
      false,
    ],
    ['rejects', () => Promise.reject(new Error('down')), false],
    ['rejects with no error', () => Promise.reject(undefined), false],
    ['rejects with what no text can show', () => Promise.reject(Object.create(null)), false],
    ['never answers', () => new Promise(() => {}), false],
  ])('that %s', async (_, check, healthy) => {
    const { health } = registry();
    health.register('it', check, { timeoutMillis: 20 });
    const report = await health.run();
    expect(report.healthy).toBe(healthy);
    expect(report.checks['it']?.healthy).toBe(healthy);
  });

  it('is one of several: all must pass, none means healthy', async () => {
    const { health } = registry();
    expect((await health.run()).healthy).toBe(true);
    health.register('good', () => true);
    const remove = health.register('bad', () => false);
    expect((await health.run()).healthy).toBe(false);
    remove();
    expect((await health.run()).healthy).toBe(true);
  });

  it('is replaced by the same name, and an old remover takes the new one not away', async () => {
    const { health } = registry();
    const removeOld = health.register('db', () => true);
    health.register('db', () => false);
    removeOld();
    expect((await health.run()).healthy).toBe(false);
  });

  it('runs once for callers that come together', async () => {
    const { health } = registry();
    let runs = 0;
    health.register('slow', async () => {
      runs++;
      await new Promise((resolve) => setTimeout(resolve, 5));
    });
    await Promise.all([health.run(), health.run(), health.run()]);
    expect(runs).toBe(1);
  });

  it('says a change once, not a state', async () => {
    const { health, lines } = registry();
    let up = true;
    health.register('db', () => up);
    await health.run();
    up = false;
    await health.run();
    await health.run();
    up = true;
    await health.run();
    expect(lines).toEqual([
      'health check "db" failed: it returned false',
      'health check "db" recovered',
    ]);
  });

  it.each([
    ['no name', '', () => true],
    ['no function', 'db', 'ping'],
  ])('with %s is refused with a recipe', (_, name, check) => {
    const { health } = registry();
    expect(() => health.register(name, check as () => boolean)).toThrow(ObsError);
  });

  it.each([0, -1, Number.NaN, 2 ** 31])('with the timeout %s is refused', (timeoutMillis) => {
    const { health } = registry();
    expect(() => health.register('db', () => true, { timeoutMillis })).toThrow('OBS_HEALTH_CHECK');
  });

  it('cannot be registered without end', () => {
    const { health } = registry();
    for (let index = 0; index < 1000; index++) health.register(`c${index}`, () => true);
    expect(() => health.register('one more', () => true)).toThrow('OBS_HEALTH_CHECK');
    expect(() => health.register('c1', () => false)).not.toThrow();
  });
});
