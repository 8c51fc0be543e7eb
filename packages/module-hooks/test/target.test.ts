import { describe, expect, it } from 'vitest';
import { onModuleLoad } from '../src/index.js';
import { inRange } from '../src/target.js';

describe('a version', () => {
  it.each([
    ['1.2.3', {}, true],
    ['1.2.3', { from: '1.2.3' }, true],
    ['1.2.3', { from: '1.2.4' }, false],
    ['1.10.0', { from: '1.9' }, true],
    ['2.0.0', { below: '2' }, false],
    ['1.99.9', { from: '1', below: '2' }, true],
    ['2.0.0-beta.1', { from: '2.0.0', below: '3' }, true],
    [undefined, {}, true],
    [undefined, { from: '1' }, false],
    ['latest', { below: '1' }, false],
  ])('%s is in %j: %s', (version, range, expected) => {
    expect(inRange(version, range)).toBe(expected);
  });
});

describe('a target that can never be met is refused with the way out', () => {
  it.each([
    [{ name: '' }, 'OBS_MODULE_NAME'],
    [{ name: './koa' }, 'OBS_MODULE_NAME'],
    [{ name: 'koa/lib/application' }, 'OBS_MODULE_NAME'],
    [{ name: '@hono' }, 'OBS_MODULE_NAME'],
    [{ name: undefined as never }, 'OBS_MODULE_NAME'],
    [{ name: 'koa', file: './lib/application.js' }, 'OBS_MODULE_FILE'],
    [{ name: 'koa', file: ['lib/context.js', '/lib/application.js'] }, 'OBS_MODULE_FILE'],
    [{ name: 'koa', file: 'lib\\application.js' }, 'OBS_MODULE_FILE'],
    [{ name: 'koa', versions: { from: '^2' } }, 'OBS_MODULE_VERSIONS'],
    [{ name: 'koa', versions: { below: '' } }, 'OBS_MODULE_VERSIONS'],
  ])('%j', (target, code) => {
    expect(() => onModuleLoad(target, () => {})).toThrow(expect.objectContaining({ code }));
  });
});
