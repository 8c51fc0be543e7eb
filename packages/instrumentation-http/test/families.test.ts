import { describe, expect, it } from 'vitest';
import { instrumentHttpClient, instrumentHttpServer } from '../src/index.js';
import { clientFamilies, families, recording } from './recording.js';

const { meter } = recording();

describe('set-up refuses', () => {
  it('a label that is declared but filled by nothing', () => {
    const requests = { ...families.requests!, labels: { method: 'method', status: 'code' } };
    expect(() => instrumentHttpServer({ meter, families: { requests } })).toThrow(
      /requests: app.requests: "path" is declared but not filled.*OBS_HTTP_LABELS/,
    );
  });

  it('a label that is filled but not declared', () => {
    const duration = { ...families.duration!, labels: { method: 'method', route: 'url' } };
    expect(() => instrumentHttpServer({ meter, families: { duration } })).toThrow(
      /"url" is filled but not declared.*OBS_HTTP_LABELS/,
    );
  });

  it.each([-1, 1.5, 10_001, Number.NaN])('a limit of %s', (maxPaths) => {
    expect(() => instrumentHttpServer({ meter, maxPaths })).toThrow(/OBS_HTTP_LIMIT/);
  });

  it('the same of requests that are sent', () => {
    const requests = { ...clientFamilies.requests!, labels: { method: 'method' } };
    expect(() => instrumentHttpClient({ meter, families: { requests } })).toThrow(
      /"code" is declared but not filled.*OBS_HTTP_LABELS/,
    );
    expect(() => instrumentHttpClient({ meter, maxServers: 0.5 })).toThrow(/OBS_HTTP_LIMIT/);
  });
});
