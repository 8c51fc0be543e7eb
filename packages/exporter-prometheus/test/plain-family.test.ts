import { describe, expect, it } from 'vitest';
import { type PlainFamilyOptions, plainFamily, writeOpenMetrics, writeText } from '../src/index.js';
import { textOf } from './support/live.js';

describe('a family of plain data', () => {
  it.each<[string, PlainFamilyOptions, string]>([
    [
      'a gauge with labels of any kind',
      { name: 'g', type: 'gauge', samples: [{ labels: { z: 0, a: true, none: '' }, value: 1 }] },
      '# TYPE g gauge\ng{a="true",z="0"} 1\n',
    ],
    [
      'what the user knows no type of',
      { name: 'u', type: 'unknown', help: 'Who knows.', samples: [{ value: -1 }] },
      '# HELP u Who knows.\n# TYPE u untyped\nu -1\n',
    ],
    [
      'an info metric',
      { name: 'b_info', type: 'info', samples: [{ labels: { v: '1' }, value: 1 }] },
      '# TYPE b_info gauge\nb_info{v="1"} 1\n',
    ],
    [
      'a histogram without bounds',
      { name: 'h', type: 'histogram', samples: [{ count: 2, sum: 3, buckets: [2] }] },
      '# TYPE h histogram\nh_bucket{le="+Inf"} 2\nh_sum 3\nh_count 2\n',
    ],
    ['one without samples, which is not shown', { name: 'g', type: 'gauge', samples: [] }, ''],
  ])('can be %s', (_what, options, text) => {
    expect(textOf(writeText([plainFamily(options)]))).toBe(text);
  });

  it('can have start times and exemplars', () => {
    const exemplar = { value: 0.5, labels: { trace_id: 'abc' }, timestamp: 1_700_000_000.25 };
    const families = [
      plainFamily({
        name: 'c_total',
        type: 'counter',
        samples: [{ value: 1, created: 1_600_000_000.5, exemplars: [exemplar] }],
      }),
      plainFamily({
        name: 'h_seconds',
        type: 'histogram',
        unit: 'seconds',
        bounds: [1],
        samples: [{ count: 1, sum: 0.5, buckets: [1, 0], exemplars: [exemplar] }],
      }),
    ];
    expect(textOf(writeOpenMetrics(families, { created: true }))).toBe(`\
# TYPE c counter
c_total 1 # {trace_id="abc"} 0.5 1700000000.250
c_created 1600000000.500
# TYPE h_seconds histogram
# UNIT h_seconds seconds
h_seconds_bucket{le="1.0"} 1 # {trace_id="abc"} 0.5 1700000000.250
h_seconds_bucket{le="+Inf"} 1
h_seconds_sum 0.5
h_seconds_count 1
# EOF
`);
  });

  const histogram = { name: 'h', type: 'histogram' } as const;
  const sample = { count: 0, sum: 0 };
  it.each<[string, PlainFamilyOptions, RegExp]>([
    ['no name', { name: '', type: 'gauge', samples: [] }, /has no name. Give it one/],
    ['bounds that descend', { ...histogram, bounds: [2, 1], samples: [] }, /Sort them/],
    ['a bound twice', { ...histogram, bounds: [1, 1], samples: [] }, /each once/],
    ['an infinite bound', { ...histogram, bounds: [1, Infinity], samples: [] }, /without infinity/],
    ['a bound that is no number', { ...histogram, bounds: [Number.NaN], samples: [] }, /ascend/],
    [
      'a bucket too few',
      { ...histogram, bounds: [1, 2], samples: [{ ...sample, buckets: [0, 0] }] },
      /2 bounds and 2 buckets/,
    ],
    ['a histogram of values', { ...histogram, samples: [{ value: 1 }] }, /Histograms have buckets/],
    [
      'a gauge of buckets',
      { name: 'g', type: 'gauge', samples: [{ ...sample, buckets: [0] }] },
      /is a gauge/,
    ],
    [
      'buckets that are cumulative',
      { ...histogram, bounds: [1], samples: [{ count: 2, sum: 1, buckets: [1, 2] }] },
      /counts 2, its buckets 3. Buckets are not cumulative/,
    ],
    [
      'counts that are none',
      { ...histogram, samples: [{ ...sample, buckets: [-1] }] },
      /whole numbers from 0 on/,
    ],
    ['info of another value', { name: 'i_info', type: 'info', samples: [{ value: 2 }] }, /value 1/],
    [
      'a label without a name',
      { name: 'g', type: 'gauge', samples: [{ labels: { '': 'x' }, value: 1 }] },
      /label without/,
    ],
    [
      'a label le on a histogram',
      { ...histogram, samples: [{ labels: { le: '1' }, ...sample, buckets: [0] }] },
      /label le. Rename it/,
    ],
  ])('cannot have %s', (_what, options, problem) => {
    const error = expect.objectContaining({ code: 'OBS_PROM_INVALID_OPTION' });
    expect(() => plainFamily(options)).toThrow(error);
    expect(() => plainFamily(options)).toThrow(problem);
  });
});
