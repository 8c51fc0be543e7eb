/** What an exposition says of a family: its type, and the labels of its samples. */
export interface ExposedFamily {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly labels: readonly string[];
}

// About the process that was scraped, not about the metric.
const ofTarget = /^(job|instance|le|otel_scope_.+)$/;

/** Reads the families of an exposition in the text format, by name; `target_info` is left out. */
export function exposedFamilies(text: string): Map<string, ExposedFamily> {
  const families = new Map<string, ExposedFamily>();
  const labels = new Map<string, Set<string>>();
  const helps = new Map<string, string>();
  for (const line of text.split('\n')) {
    const help = /^# HELP (\S+) (.*)$/.exec(line);
    if (help) helps.set(help[1] as string, help[2] as string);
    const [, name, type] = /^# TYPE (\S+) (\S+)$/.exec(line) ?? [];
    if (name !== undefined && type !== undefined && name !== 'target_info') {
      const found = new Set<string>();
      labels.set(name, found);
      families.set(name, {
        name,
        type,
        help: helps.get(name) ?? '',
        get labels() {
          return [...found].sort();
        },
      });
    }
    const sample = /^([^\s#{]+)\{(.*)\} /.exec(line);
    const family = sample?.[1]?.replace(/_(bucket|sum|count)$/, '') ?? '';
    for (const [, label] of sample?.[2]?.matchAll(/(\w+)="(?:[^"\\]|\\.)*"/g) ?? []) {
      const owner = labels.get(sample?.[1] ?? '') ?? labels.get(family);
      if (!ofTarget.test(label as string)) owner?.add(label as string);
    }
  }
  return families;
}
