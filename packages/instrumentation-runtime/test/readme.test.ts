import { readFileSync } from 'node:fs';
import { process as catalog, runtime } from '@obs/semconv';
import { describe, expect, it } from 'vitest';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const readme = read('../README.md');

describe('the README', () => {
  it('explains every error code, and no other', () => {
    const declared = [
      ...new Set([...read('../src/errors.ts').matchAll(/'(OBS_\w+)'/g)].map(([, code]) => code)),
    ];
    const explained = [...readme.matchAll(/^\| `(OBS_\w+)` +\|/gm)].map(([, code]) => code);
    expect(explained.sort()).toEqual(declared.sort());
  });

  it('names every family of the semantic conventions', () => {
    for (const { name } of Object.values(runtime.metrics)) {
      const [, stem, part] = /^(nodejs\.eventloop\.delay)(\.\w+)$/.exec(name) ?? [];
      const named =
        readme.includes(`\`${name}\``) ||
        (readme.includes(`\`${stem}.`) && readme.includes(`\`${part}\``));
      expect(named, name).toBe(true);
    }
  });

  it('names every family of prom-client', () => {
    for (const { prometheus } of Object.values(catalog.metrics)) {
      const series = /^(nodejs_(?:eventloop_lag|heap_space_size))(_[a-z0-9]+_)(seconds|bytes)$/;
      const [, stem, part] = series.exec(prometheus) ?? [];
      const named =
        readme.includes(`\`${prometheus}\``) ||
        (readme.includes(`\`${stem}_`) && readme.includes(`\`${part}\``));
      expect(named, prometheus).toBe(true);
    }
  });
});
