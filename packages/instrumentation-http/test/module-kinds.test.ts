import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

// The frameworks in processes of their own, as CommonJS and as ES modules, since what names their
// routes may have to see them being loaded.

const run = promisify(execFile);
const cwd = fileURLToPath(new URL('./fixtures/', import.meta.url));

/** The Node that runs the applications; another version can be named to test on it. */
const node = process.env['OBS_TEST_NODE'] ?? process.execPath;
const [major = 0, minor = 0, patch = 0] = (await run(node, ['-p', 'process.versions.node'])).stdout
  .split('.')
  .map(Number);
const seesEsm =
  major > 25 ||
  (major === 25 && minor >= 2) ||
  (major === 24 && minor >= 12) ||
  (major === 22 && (minor > 22 || (minor === 22 && patch >= 3)));

async function recorded(file: string, flags: string[], paths: readonly string[]) {
  const { stdout, stderr } = await run(node, [...flags, file, ...paths], { cwd });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Record<string, number>;
}

const koa = {
  '/': 'GET / 200',
  '/users/7': 'GET /users/:id 200',
  'HEAD /users/8': 'HEAD /users/:id 200',
  '/tenants/acme/items': 'GET /tenants/:tenant/items 200',
  '/tenants/acme/items/shoe': 'GET /tenants/:tenant/items/:item 200',
  'POST /tenants/acme/items/shoe/fail': 'POST /tenants/:tenant/items/:item/fail 500',
  '/regexp/42': 'GET /regexp/:id 200',
  '/admin/logs/monday': 'GET /admin/logs/:day 200',
  '/outer/deep/logs/monday': 'GET /outer/deep/logs/:day 200',
  '/admin': 'GET /admin 200',
  '/plain/42': 'GET /plain/:id 200',
  'DELETE /users/9': 'DELETE unmatched 405',
  '/nowhere': 'GET unmatched 404',
};

const hono = {
  '/': 'GET / 200',
  '/users/7': 'GET /users/:id 200',
  'HEAD /users/8': 'HEAD /users/:id 200',
  '/users/%41?x=/y': 'GET /users/:id 200',
  '/files/a/b.txt': 'GET /files/:name{.+\\.txt} 200',
  'PUT /any/thing': 'PUT /any/:thing 200',
  '/tenants/acme/items': 'GET /tenants/:tenant/items 200',
  '/tenants/acme/items/shoe': 'GET /tenants/:tenant/items/:item 200',
  'POST /tenants/acme/items/shoe/fail': 'POST /tenants/:tenant/items/:item/fail 500',
  '/closed/hall': 'GET /closed/* 401',
  '/mounted/7': 'GET /mounted/:id 200',
  '/nowhere': 'GET unmatched 404',
};

const nest = {
  '/api/v2/tenants/acme/items': 'GET /api/v2/tenants/:tenant/items 200',
  '/api/v2/tenants/acme/items/shoe': 'GET /api/v2/tenants/:tenant/items/:item 200',
  'POST /api/v2/tenants/acme/items/shoe/fail': 'POST /api/v2/tenants/:tenant/items/:item/fail 500',
  '/api/v2/tenants/acme/items/shoe/guarded': 'GET /api/v2/tenants/:tenant/items/:item/guarded 401',
  '/health': 'GET /health 200',
  '/api/nowhere': 'GET unmatched 404',
};

describe.each<[string, string, Record<string, string>, boolean]>([
  ['Koa', 'koa.cjs', koa, true],
  ['Koa', 'koa.mjs', koa, true],
  ['Hono', 'hono.cjs', hono, true],
  ['Hono', 'hono.mjs', hono, seesEsm],
  ['Hono, its smallest router', 'hono-tiny.mjs', hono, seesEsm],
  ['NestJS on Express', 'nest-express.cjs', nest, true],
  ['NestJS on Express', 'nest-express.mjs', nest, true],
  ['NestJS on Fastify', 'nest-fastify.cjs', nest, true],
  ['NestJS on Fastify', 'nest-fastify.mjs', nest, true],
])('%s (%s)', (_name, file, expected, works) => {
  it.runIf(works).each([['--require'], ['--import']])(
    '%s gives each request its route',
    async (flag) => {
      const counts: Record<string, number> = {};
      for (const line of Object.values(expected)) counts[line] = (counts[line] ?? 0) + 1;
      expect(await recorded(file, [flag, './record.cjs'], Object.keys(expected))).toEqual(counts);
    },
    20_000,
  );
});
