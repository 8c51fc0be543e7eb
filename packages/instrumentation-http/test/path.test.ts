import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pathTemplate } from '../src/index.js';

describe('pathTemplate keeps', () => {
  it.each([
    '/',
    '/users',
    '/api/v1/users',
    '/api/v2.1/oauth2/token',
    '/health',
    '/.well-known/openid-configuration',
    '/prometheus/metrics/all',
    '/assets/app.min.js',
    '/s3/k8s/base64/sha256',
    '/api/OAuth2Callback',
    '/getUserByName',
    '*',
  ])('%s', (path) => {
    expect(pathTemplate(path)).toBe(path);
  });
});

describe('pathTemplate replaces', () => {
  it.each([
    ['numbers', '/users/42', '/users/:id'],
    ['negative and decimal numbers', '/geo/-12.5/8', '/geo/:id/:id'],
    ['UUIDs', '/u/9b2e1f6a-3c4d-4e5f-8a9b-0c1d2e3f4a5b', '/u/:id'],
    ['UUIDs in capitals', '/u/9B2E1F6A-3C4D-4E5F-8A9B-0C1D2E3F4A5B/x', '/u/:id/x'],
    ['ULIDs', '/u/01ARZ3NDEKTSV4RRFFQ69G5FAV', '/u/:id'],
    ['cuids', '/u/cl9ebqhxk00003b600tymydho', '/u/:id'],
    ['object ids', '/u/507f1f77bcf86cd799439011', '/u/:id'],
    ['short commit hashes', '/commit/3f9a2c1', '/commit/:id'],
    [
      'SHA-256',
      '/blob/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      '/blob/:id',
    ],
    ['random words behind a prefix', '/customers/cus_NffrFeUfNV2Hib', '/customers/cus_:id'],
    [
      'signed tokens',
      '/verify/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dBjftJeZ4CVPmB92K27uhbUJU1p1r_wW1gFWFOEjXk',
      '/verify/:id',
    ],
    ['dates', '/report/2026-11-21', '/report/:date'],
    ['months', '/report/2026-11', '/report/:date'],
    ['moments', '/at/2026-11-21T10:00:00Z', '/at/:date'],
    ['e-mail addresses', '/by/ada@example.org', '/by/:email'],
    ['e-mail addresses, escaped', '/by/ada%40example.org', '/by/:email'],
    ['whatever is escaped', '/city/S%C3%A3o%20Paulo', '/city/:id'],
    ['numbers behind a word', '/order-12345/items', '/order-:id/items'],
    ['numbers before an extension', '/avatars/42.png', '/avatars/:id.png'],
    ['hashes in file names', '/assets/index.3f9a2c1b.js', '/assets/index.:id.js'],
    ['the query', '/users/42?token=abc', '/users/:id'],
    ['the trailing slash', '/users/42/', '/users/:id'],
    ['repeated slashes', '//users//42', '/users/:id'],
    ['scheme and host of an absolute target', 'http://example.org/users/42', '/users/:id'],
    ['an absolute target without path', 'http://example.org', '/'],
  ])('%s', (_what, path, template) => {
    expect(pathTemplate(path)).toBe(template);
  });
});

it('names no template for what is no path, or too long for a label', () => {
  expect(pathTemplate('example.org:443')).toBeUndefined();
  expect(pathTemplate(`/${'word/'.repeat(40)}`)).toBeUndefined();
});

describe('for any path', () => {
  const path = fc
    .array(fc.oneof(fc.string(), fc.uuid(), fc.nat().map(String), fc.emailAddress()))
    .map((segments) => `/${segments.join('/')}`);

  it('the template is a fixed point, short, and without query', () => {
    fc.assert(
      fc.property(path, (target) => {
        const template = pathTemplate(target);
        if (template === undefined) return;
        expect(template.length).toBeLessThanOrEqual(128);
        expect(template).not.toMatch(/[?#]/);
        expect(pathTemplate(template)).toBe(template);
      }),
    );
  });

  it('two identifiers of one kind in one place give one template', () => {
    const kinds = [fc.uuid(), fc.nat().map(String), fc.stringMatching(/^[0-9a-f]{40}$/)];
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds).chain((kind) => fc.tuple(kind, kind)),
        ([a, b]) => {
          expect(pathTemplate(`/x/${a}/y`)).toBe(pathTemplate(`/x/${b}/y`));
        },
      ),
    );
  });
});
