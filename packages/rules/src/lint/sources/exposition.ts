import type { Finding } from '../finding.js';
import { checkName } from '../names.js';
import type { Source } from './source.js';
import { allowancesIn } from './text.js';

/** What `/metrics` answers, saved to a file: names and HELP, by the rules of promlint. */
export function expositionSource(file: string, text: string): Source {
  const findings: Finding[] = [];
  const helped = new Set<string>();
  const lines = text.split('\n');
  for (const line of lines) {
    const help = /^# HELP (\S+) \S/.exec(line);
    if (help) helped.add(help[1]!);
  }
  lines.forEach((line, index) => {
    const found = /^# TYPE (\S+) (\w+)/.exec(line);
    if (!found) return;
    const [, name = '', type = ''] = found;
    const place = { file, line: index + 1, column: '# TYPE '.length + 1 };
    // OpenMetrics declares a counter without the suffix that its samples have.
    const isOpenMetrics = /^# EOF$/m.test(text);
    const shown = isOpenMetrics && type === 'counter' ? `${name}_total` : name;
    findings.push(...checkName(shown, type).map((problem) => ({ ...place, ...problem })));
    if (!helped.has(name)) {
      findings.push({
        ...place,
        rule: 'no-help',
        message: `${name} has no HELP.`,
        fix: 'say in one sentence what is counted or measured.',
      });
    }
  });
  const items = lines.map((_, index) => ({ from: index + 1, to: index + 1 }));
  return { file, queries: [], findings, allowances: allowancesIn(text, items) };
}
