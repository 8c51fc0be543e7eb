import { afterAll, beforeAll, expect, it } from 'vitest';
import { ExpositionError, type Parsers, promParsers, startParsers } from '../src/index.ts';
import { describeWithBackend } from '../src/vitest.ts';

describeWithBackend("the Python client's parsers", promParsers, () => {
  let parsers: Parsers;
  beforeAll(async () => {
    parsers = await startParsers();
  });
  afterAll(() => parsers?.stop());

  it('give families with units, exemplars and numbers that JSON lacks', async () => {
    const families = await parsers.openMetrics(
      [
        '# TYPE wait_seconds histogram',
        '# UNIT wait_seconds seconds',
        '# HELP wait_seconds Time in the queue, "größer".',
        'wait_seconds_bucket{le="1.0"} 1 # {trace_id="abc"} 0.5 1700000000.25',
        'wait_seconds_bucket{le="+Inf"} 2',
        'wait_seconds_count 2',
        'wait_seconds_sum 3.5',
        '# TYPE level gauge',
        'level NaN',
        '# EOF',
        '',
      ].join('\n'),
    );
    expect(families).toMatchObject([
      {
        name: 'wait_seconds',
        type: 'histogram',
        unit: 'seconds',
        help: 'Time in the queue, "größer".',
        samples: [
          {
            labels: { le: '1.0' },
            value: 1,
            exemplar: { labels: { trace_id: 'abc' }, value: 0.5, timestamp: 1700000000.25 },
          },
          { labels: { le: '+Inf' }, value: 2 },
          { name: 'wait_seconds_count', value: 2 },
          { name: 'wait_seconds_sum', value: 3.5 },
        ],
      },
      { name: 'level', samples: [{ value: Number.NaN }] },
    ]);
  });

  it.each([
    ['no # EOF', '# TYPE a gauge\na 1\n'],
    ['a counter without _total', '# TYPE a counter\na 1\n# EOF\n'],
    [
      'buckets that shrink',
      '# TYPE a histogram\na_bucket{le="1"} 2\na_bucket{le="+Inf"} 1\n# EOF\n',
    ],
  ])('refuse OpenMetrics with %s', async (_what, text) => {
    await expect(parsers.openMetrics(text)).rejects.toThrow(ExpositionError);
  });

  it('read the text format, with its timestamps as seconds', async () => {
    const families = await parsers.text('# TYPE a_total counter\na_total{x="\\n"} +Inf 1500\n');
    expect(families).toMatchObject([
      {
        name: 'a',
        type: 'counter',
        samples: [{ labels: { x: '\n' }, value: Infinity, timestamp: 1.5 }],
      },
    ]);
  });

  it('answer many at once, each its own', async () => {
    const numbers = Array.from({ length: 100 }, (_, at) => at);
    const answers = await Promise.all(numbers.map((at) => parsers.text(`a ${at}\n`)));
    expect(answers.map(([family]) => family?.samples[0]?.value)).toEqual(numbers);
  });

  it('refuse to answer after stop', async () => {
    const short = await startParsers();
    await short.stop();
    await expect(short.text('a 1\n')).rejects.toThrow('has ended');
  });
});
