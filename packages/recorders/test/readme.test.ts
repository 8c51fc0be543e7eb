import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Catalog, CompleteMetric } from '@obs/semconv';
import * as semconv from '@obs/semconv';
import { afterAll, describe, expect, it } from 'vitest';
import { aoss } from '../src/aoss.js';
import { duplex } from '../src/duplex.js';
import { executives } from '../src/executives.js';
import { gateway } from '../src/gateway.js';
import { governance } from '../src/governance.js';
import { jeeves } from '../src/jeeves.js';
import { orchestrator } from '../src/orchestrator.js';
import { state } from '../src/state.js';

const here = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(join(here, 'README.md'), 'utf8');

describe('the programs', () => {
  const programs = [
    ...readme.matchAll(/```js\n\/\/ (\S+\.mjs).*\n([\s\S]*?)```\n\n.*\n\n```\n([\s\S]*?)```/g),
  ].map(([, name, code, seen]) => [name as string, code as string, seen as string] as const);
  // Inside the package, so that they find it and what it depends on.
  const folder = mkdtempSync(join(here, 'test/.readme-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('are there for every domain', () => {
    expect(programs).toHaveLength(9);
  });

  it.each(programs)('%s prints what it says', { timeout: 30_000 }, async (name, code, seen) => {
    const file = join(folder, name);
    writeFileSync(file, code);
    const { stdout } = await promisify(execFile)(process.execPath, [file], { timeout: 20_000 });
    const lines = stdout.split('\n');
    expect(lines).toEqual(expect.arrayContaining(seen.trim().split('\n')));
  });
});

it('explains exactly the error codes that the code has', () => {
  const source = readFileSync(join(here, 'src/errors.ts'), 'utf8');
  const codes = [...source.matchAll(/'(OBS_RECORDER_\w+)'/g)].map(([, code]) => code);
  const explained = [...readme.matchAll(/^\| `(OBS_RECORDER_\w+)` +\|/gm)].map(([, code]) => code);
  expect(codes).toHaveLength(3);
  expect(explained.sort()).toEqual(codes.sort());
});

describe('the tables', () => {
  const domains: [string, object, Catalog][] = [
    ['jeeves', jeeves, semconv.jeeves],
    ['aoss', aoss, semconv.aoss],
    ['executives', executives, semconv.executives],
    ['governance', governance, semconv.governance],
    ['duplex', duplex, semconv.duplex],
    ['gateway', gateway, semconv.gateway],
    ['state', state, semconv.state],
    ['orchestrator', orchestrator, semconv.orchestrator],
  ];

  it.each(domains)('name every function of %s', (_domain, recorders) => {
    const missing = Object.keys(recorders).filter((name) => !readme.includes(`\`${name}\``));
    expect(missing).toEqual([]);
  });

  it.each(domains)('name every family of %s', (_domain, _recorders, { metrics }) => {
    // HTTP requests and health are recorded by others.
    const families = Object.values(metrics as Record<string, CompleteMetric>)
      .map(({ prometheus }) => prometheus)
      .filter((name) => !/(^|_)http_request|^service_/.test(name));
    expect(families.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  });
});
