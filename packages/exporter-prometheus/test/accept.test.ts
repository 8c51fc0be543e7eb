import { describe, expect, it } from 'vitest';
import { negotiate, negotiateEncoding } from '../src/handler/accept.js';

const proto =
  'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited';
const protoType =
  'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited';
const om = 'application/openmetrics-text';
const text004 = 'text/plain; version=0.0.4; charset=utf-8';

describe('negotiate', () => {
  it.each([
    ['nothing', undefined, text004],
    ['an empty header', '', text004],
    ['what nobody knows', 'image/png', text004],
    ['anything', '*/*', text004],
    ['text without version', 'text/plain', text004],
    [
      'text 1.0.0',
      'text/plain;version=1.0.0',
      'text/plain; version=1.0.0; charset=utf-8; escaping=underscores',
    ],
    ['text of the future', 'text/plain;version=9', text004],
    [
      'OpenMetrics',
      `${om};version=1.0.0`,
      `${om}; version=1.0.0; charset=utf-8; escaping=underscores`,
    ],
    [
      'OpenMetrics without version',
      om,
      `${om}; version=0.0.1; charset=utf-8; escaping=underscores`,
    ],
    ['OpenMetrics 2, then text', `${om};version=2.0.0,text/plain;q=0.5`, text004],
    [
      'UTF-8 in OpenMetrics',
      `${om};version=1.0.0;escaping=allow-utf-8`,
      `${om}; version=1.0.0; charset=utf-8; escaping=allow-utf-8`,
    ],
    [
      'UTF-8 as the document on negotiation spells it',
      `${om};version=1.0.0;escaping=allow-utf8`,
      `${om}; version=1.0.0; charset=utf-8; escaping=allow-utf-8`,
    ],
    [
      'UTF-8 where there are no quotes',
      'text/plain;version=0.0.4;escaping=allow-utf-8',
      `${text004}; escaping=underscores`,
    ],
    [
      'an escaping nobody knows',
      `${om};version=1.0.0;escaping=x`,
      `${om}; version=1.0.0; charset=utf-8; escaping=underscores`,
    ],
    [
      'dots',
      'text/plain;version=1.0.0;escaping=dots',
      'text/plain; version=1.0.0; charset=utf-8; escaping=dots',
    ],
    ['protobuf', proto, `${protoType}; escaping=underscores`],
    ['protobuf of another message', proto.replace('MetricFamily', 'X'), text004],
    [
      'by quality',
      `text/plain;q=0.1,${om};version=1.0.0;q=0.7,${proto};q=0.3`,
      `${om}; version=1.0.0; charset=utf-8; escaping=underscores`,
    ],
    ['by order when qualities are equal', `${proto},${om}`, `${protoType}; escaping=underscores`],
    ['not what has quality zero', `${proto};q=0`, text004],
    [
      'Prometheus 2',
      `${om};version=1.0.0,${om};version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1`,
      `${om}; version=1.0.0; charset=utf-8; escaping=underscores`,
    ],
    [
      'Prometheus 3',
      `${om};version=1.0.0;escaping=allow-utf-8;q=0.6,${om};version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2`,
      `${om}; version=1.0.0; charset=utf-8; escaping=allow-utf-8`,
    ],
  ])('%s', (_what, accept, contentType) => {
    expect(negotiate(accept).contentType).toBe(contentType);
  });
});

describe('negotiateEncoding', () => {
  it.each([
    [undefined, 'identity'],
    ['gzip', 'gzip'],
    ['gzip, zstd', 'zstd'],
    ['gzip;q=1, zstd;q=0.5', 'gzip'],
    ['br', 'identity'],
    ['*', 'zstd'],
    ['gzip;q=0', 'identity'],
    ['identity, gzip;q=0.5', 'identity'],
    ['x-gzip, deflate', 'identity'],
  ])('%s gives %s', (accept, encoding) => {
    expect(negotiateEncoding(accept, ['zstd', 'gzip'])).toBe(encoding);
  });

  it('offers only what it may', () => {
    expect(negotiateEncoding('zstd, gzip', ['gzip'])).toBe('gzip');
    expect(negotiateEncoding('zstd, gzip', [])).toBe('identity');
  });
});
