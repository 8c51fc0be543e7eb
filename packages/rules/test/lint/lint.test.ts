import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { lint, lintRules, systems } from '../../src/index.js';
import { run, temporaryFolder } from '../support.js';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const check = (path: string, text: string, more = {}) =>
  lint([{ path, text }], { systems, ...more });
const rulesOf = (path: string, text: string, more = {}) =>
  check(path, text, more).map(({ rule }) => rule);

describe('what we ship', () => {
  it('has no mistakes in deploy/', async () => {
    const { code, out, err } = await run(['lint', 'deploy'], root);
    expect(out).toBe('');
    expect(err).toMatch(/^0 found in \d+ files\n$/);
    expect(code).toBe(0);
  });

  const { queries } = parse(
    readFileSync(join(root, 'test/contract/contract/queries.yaml'), 'utf8'),
  ) as { queries: { id: string; shipped: string; asked: string }[] };

  it.each(queries)('has no mistake in the query $id', ({ id, shipped }) => {
    // Shipped as it was asked for: one target, and all series are wanted.
    const expected = id === 'aoss-execution-duration-p50' ? ['quantile-per-series'] : [];
    expect(rulesOf('shipped.promql', shipped)).toEqual(expected);
  });
});

describe('queries that are right', () => {
  it.each([
    'sum(aoss_executions_total)',
    'topk(5, sum by (agent) (rate(jeeves_agent_executions_total[5m])))',
    'sum by (job) (up) / count by (job) (up)',
    'up{job="x", service="y"}',
    '1 - sum(rate(gateway_http_requests_total{status_code=~"5.."}[5m])) / sum(rate(gateway_http_requests_total[5m])) > 0.99',
    'histogram_quantile(0.5, sum without (instance) (rate(duplex_rtt_seconds_bucket[5m]))) > 1.5',
    'sum by (service) (rate(jeeves_http_requests_total[5m]))',
    'rate(jeeves_pipeline_executions_total[5m]) * on (job, instance) group_left (version) target_info',
    'sum by (pipeline) (rate(jeeves_pipeline_executions_total[5m])) > 0 and on () vector(1)',
    'process_resident_memory_bytes{job="gateway-mcp"} / 1024 / 1024',
    'time() - process_start_time_seconds > 3600',
    'increase(jeeves_llm_cost_usd_total[1h]) > 10',
    'max_over_time(pipeline:jeeves_pipeline_executions:rate5m[1h])',
    'slo:error_ratio:rate1h{slo="jeeves-http-latency"} / on (slo) slo:error_budget:ratio',
    'absent(aoss_executions_total{job="aoss-backend"})',
    'rate(nodejs_gc_duration_seconds_sum[5m])',
    'sum(rate(jeeves_llm_tokens_total{type=~"prompt|completion"}[5m]))',
    'sum(rate(executive_analysis_failures_total[5m])) / sum(rate(executive_analysis_total[5m]))',
  ])('%s', (query) => expect(check('right.promql', query)).toEqual([]));
});

describe('dashboards', () => {
  const board = (expr: string, more = {}) =>
    JSON.stringify({ panels: [{ title: 'a', targets: [{ expr }], ...more }] }, null, 2);

  it.each([
    'sum by (pipeline) (rate(jeeves_pipeline_executions_total{pipeline=~"$pipeline"}[$__rate_interval]))',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana's variables look like this.
    'sum by ($group) (rate(jeeves_pipeline_executions_total[${window}]))',
    'sum(increase(aoss_executions_total[$__range]))',
    'sum(rate([[family]]_total[5m]))',
    'topk($limit, sum by (agent) (rate(jeeves_agent_executions_total[5m])))',
    'sum(rate(jeeves_pipeline_executions_total{status="$status"}[5m])) / $__interval_ms',
  ])('may use variables of Grafana: %s', (expr) => {
    expect(check('mine.json', board(expr))).toEqual([]);
  });

  it.each([
    ['percentunit', 'slo:error_ratio:rate1h{slo="jeeves-http-latency"} / 0.01', []],
    ['percentunit', 'slo:error_ratio:rate1h{slo="jeeves-http-latency"} * 100', ['unit-mismatch']],
    ['percent', 'slo:error_ratio:rate1h{slo="jeeves-http-latency"} * 100', []],
    ['ms', 'nodejs_eventloop_lag_seconds * 1000', []],
    ['s', 'nodejs_eventloop_lag_seconds * 1000', ['unit-mismatch']],
    ['bytes', 'process_resident_memory_bytes', []],
    ['s', 'process_resident_memory_bytes', ['unit-mismatch']],
    ['short', 'process_resident_memory_bytes', []],
    ['percentunit', 'sum(rate(aoss_executions_total[5m]))', []],
  ])('in %s, of %s', (unit, expr, rules) => {
    expect(rulesOf('mine.json', board(expr, { fieldConfig: { defaults: { unit } } }))).toEqual(
      rules,
    );
  });

  it('finds a mistake behind a variable, at its column', () => {
    const expr =
      'sum by (pipeline) (rate(jeeves_pipeline_executions_total{pipeline="$p"}[$__rate_interval])) + sum by (agnt) (rate(jeeves_agent_executions_total[$__rate_interval]))';
    const [first, ...others] = check('mine.json', board(expr));
    expect(first).toMatchObject({ rule: 'label-sets-differ' });
    expect(others).toMatchObject([{ rule: 'unknown-label' }]);
    const text = board(expr).split('\n')[others[0]!.line - 1]!;
    expect(text.slice(others[0]!.column - 1)).toMatch(/^by \(agnt\)/);
  });

  it('knows four scrapes in $__rate_interval', () => {
    const expr = 'sum(rate(aoss_executions_total[$__rate_interval]))';
    expect(check('mine.json', board(expr), { scrapeSeconds: 60 })).toEqual([]);
    expect(
      rulesOf('mine.promql', 'sum(rate(aoss_executions_total[1m]))', { scrapeSeconds: 60 }),
    ).toEqual(['range-too-short']);
  });

  it('looks at variables and annotations', () => {
    const text = JSON.stringify({
      panels: [],
      templating: {
        list: [
          { name: 'a', query: 'label_values(up{job="x"}, instance)' },
          {
            name: 'b',
            query: { query: 'label_values(jeeves_pipline_executions_total, pipeline)' },
          },
          { name: 'c', query: 'label_values(job)' },
        ],
      },
      annotations: { list: [{ name: 'd', expr: 'changes(nowhere_seconds[5m])' }, { name: 'e' }] },
    });
    expect(rulesOf('mine.json', text)).toEqual(['unknown-family', 'unknown-family']);
  });
});

describe('rules', () => {
  it('are known to each other, with the labels that they keep', () => {
    const text = [
      'groups:',
      '  - name: mine',
      '    rules:',
      '      - record: job:aoss_executions:rate5m',
      '        expr: sum by (job) (rate(aoss_executions_total[5m]))',
      '      - record: system:aoss_executions:rate5m',
      '        expr: sum by (agent_type) (job:aoss_executions:rate5m)',
      '',
    ].join('\n');
    expect(check('mine.yml', text)).toMatchObject([
      { line: 7, rule: 'unknown-label', fix: 'they have job.' },
    ]);
  });

  it('are read from a PrometheusRule, too', () => {
    const rule = { record: 'job:nothing:rate5m', expr: 'sum(rate(nothing_total[5m]))' };
    const text = JSON.stringify({ kind: 'PrometheusRule', spec: { groups: [{ rules: [rule] }] } });
    expect(rulesOf('mine.yaml', text)).toEqual(['unknown-family']);
  });

  it('are found in a file of several documents', () => {
    const rule = 'spec: { groups: [{ rules: [{ record: job:x:rate5m, expr: nothing_total }] }] }';
    expect(check('mine.yml', `kind: ServiceMonitor\n---\n${rule}\n`)).toMatchObject([
      { line: 3, rule: 'unknown-family' },
    ]);
  });

  it.each([
    ['plain', 'expr: sum(nothing_total)', 5],
    ['plain, on two lines', 'expr: sum(\n          nothing_total)', 6],
    ['single quotes', "expr: 'sum(nothing_total)'", 5],
    ['double quotes with escapes', 'expr: "up{a=\\"b\\"} and on () nothing_total"', 5],
    ['literal', 'expr: |\n          sum(\n            nothing_total\n          )', 7],
    ['literal, indented', 'expr: |2-\n          sum(\n            nothing_total)', 7],
    ['folded', 'expr: >-\n          sum(\n          nothing_total)', 7],
  ])('have the right line: %s', (_style, expr, line) => {
    const text = `groups:\n  - name: a\n    rules:\n      - record: job:x:rate5m\n        ${expr}\n`;
    const [finding] = check('mine.yml', text);
    expect(finding).toMatchObject({ rule: 'unknown-family', line });
    expect(text.split('\n')[line - 1]!.slice(finding!.column - 1)).toMatch(/^nothing_total/);
  });
});

describe('waivers', () => {
  const rules = (comment: string, at: 'above' | 'inside' | 'beside') =>
    [
      'groups:',
      '  - name: mine',
      '    rules:',
      ...(at === 'above' ? [`      # ${comment}`] : []),
      `      - record: job:x:rate5m${at === 'beside' ? ` # ${comment}` : ''}`,
      ...(at === 'inside' ? [`        # ${comment}`] : []),
      '        expr: sum(rate(aoss_executions_total[30s]))',
      '      - record: job:y:rate5m',
      '        expr: sum(rate(aoss_executions_total[30s]))',
      '',
    ].join('\n');
  const allow = 'obs-lint: allow range-too-short scraped every 5 s here';

  it.each(['above', 'inside', 'beside'] as const)('%s an item hold for it and no other', (at) => {
    const line = at === 'beside' ? 7 : 8;
    expect(check('mine.yml', rules(allow, at))).toMatchObject([{ rule: 'range-too-short', line }]);
  });

  it('need a reason, a rule that exists, and something to waive', () => {
    expect(rulesOf('mine.yml', rules('obs-lint: allow range-too-short', 'above'))).toEqual([
      'unused-waiver',
      'range-too-short',
      'range-too-short',
    ]);
    expect(rulesOf('mine.yml', rules('obs-lint: allow everything because', 'above'))).toContain(
      'unused-waiver',
    );
    expect(check('q.promql', '# obs-lint: allow unit-mismatch why not\nup\n')).toMatchObject([
      { rule: 'unused-waiver', line: 1, message: 'nothing here breaks unit-mismatch.' },
    ]);
  });

  it('of a file hold for files without comments', async () => {
    const folder = temporaryFolder();
    const panel = { title: 'RTT', targets: [{ expr: 'sum(rate(aoss_executions_total[30s]))' }] };
    writeFileSync(join(folder, 'board.json'), JSON.stringify({ panels: [panel] }));
    const waivers = join(folder, 'waivers.yaml');
    const args = ['lint', 'board.json', '--waivers', 'waivers.yaml'];
    writeFileSync(
      waivers,
      '- { rule: range-too-short, file: board.json, item: RTT, reason: why }\n',
    );
    expect(await run(args, folder)).toMatchObject({ code: 0, out: '' });
    writeFileSync(waivers, '- { rule: range-too-short, item: other, reason: why }\n');
    const { code, out } = await run(args, folder);
    expect(code).toBe(1);
    expect(out).toContain('waivers.yaml:1:1: unused-waiver');
    writeFileSync(waivers, '- { rule: range-too-short }\n');
    expect((await run(args, folder)).err).toContain('waivers.yaml:1: a waiver needs a rule');
  });
});

describe('the program', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'q.promql'), 'sum(rate(aoss_executions_total[30s]))\n');
  writeFileSync(join(folder, 'other.yml'), 'a: 1\n');
  writeFileSync(join(folder, 'broken.yml'), 'groups: [\n');
  const semconv = new URL('../../../semconv/dist/esm/index.js', import.meta.url).href;
  writeFileSync(
    join(folder, 'shop.mjs'),
    `import { defineCatalog } from '${semconv}';
export const shop = defineCatalog({ domain: 'shop', owner: 'us', metrics: {
  size: { name: 'shop.size.kilobytes', kind: 'gauge', description: 'Size.' },
  // obs-lint: allow name-total prom-client has it
  all: { name: 'shop.things.total', kind: 'gauge', description: 'All.' },
} });
`,
  );

  it('prints place, rule, message and fix', async () => {
    const { code, out, err } = await run(['lint', 'q.promql'], folder);
    expect(out).toBe(
      'q.promql:1:10: range-too-short: [30s] holds less than four scrapes, which are 15 s apart: ' +
        'after a failed one there is no answer.\n  fix: use [1m] or more.\n',
    );
    expect(err).toBe('1 found in 1 files\n');
    expect(code).toBe(1);
  });

  it('takes another interval, and gives JSON', async () => {
    expect(await run(['lint', '--scrape-interval', '5s', 'q.promql'], folder)).toMatchObject({
      code: 0,
    });
    const { out } = await run(['lint', '--json', 'q.promql'], folder);
    expect(JSON.parse(out)).toMatchObject({ file: 'q.promql', line: 1, rule: 'range-too-short' });
  });

  it("knows a user's own catalog, and looks at its names", async () => {
    const { out } = await run(['lint', 'shop.mjs'], folder);
    expect(out).toMatch(/^shop\.mjs:3:\d+: name-unit: kilobytes is no base unit\.\n {2}fix: .*\n$/);
    writeFileSync(join(folder, 'mine.promql'), 'shop_sice_kilobytes\n');
    const mine = await run(['lint', '--catalog', 'shop.mjs', 'mine.promql'], folder);
    expect(mine.out).toContain('fix: use shop_size_kilobytes.');
  });

  it.each([
    [['lint'], 2, 'there is no FILE'],
    [['lint', '--nope'], 2, 'Usage: npx obs-rules lint'],
    [['lint', '--scrape-interval', 'often', 'q.promql'], 2, '"often" is no duration'],
    [['lint', 'nowhere.yml'], 1, 'nowhere.yml does not exist'],
    [['lint', 'other.yml'], 1, 'neither rules'],
    [['lint', 'broken.yml'], 1, 'broken.yml:2: '],
    [['lint', '--help'], 0, 'Exit code 0: nothing was found'],
  ])('%j ends with %i', async (args, exitCode, text) => {
    const { code, out, err } = await run(args, folder);
    expect(out + err).toContain(text);
    expect(code).toBe(exitCode);
  });

  it('passes over other files of a folder', async () => {
    const { err } = await run(['lint', '.'], folder);
    expect(err).toContain('broken.yml:2');
  });
});

describe('the README', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

  it('lists every rule, and no other', () => {
    const section = readme.slice(readme.indexOf('\n## Lint\n'), readme.indexOf('\n## Errors\n'));
    const listed = [...section.matchAll(/^\| `([\w-]+)` +\| (.*?) +\|$/gm)].map(
      ([, rule, what]) => [rule, what],
    );
    expect(Object.fromEntries(listed)).toEqual(lintRules);
  });
});
