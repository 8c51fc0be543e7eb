import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/** A rule as it stands in a file of `deploy/`. */
export interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface RuleFile {
  readonly system: string;
  readonly path: string;
  readonly rules: readonly Rule[];
}

/** Path of something in `deploy/`. */
export function deployed(path: string): string {
  return fileURLToPath(new URL(`../../../deploy/${path}`, import.meta.url));
}

/** All rule files of `deploy/`. */
export function ruleFiles(): RuleFile[] {
  return readdirSync(deployed('prometheus/rules'))
    .sort()
    .map((name) => {
      const path = deployed(`prometheus/rules/${name}`);
      const { groups } = parse(readFileSync(path, 'utf8')) as { groups: { rules: Rule[] }[] };
      return {
        system: name.replace('.yml', ''),
        path,
        rules: groups.flatMap(({ rules }) => rules),
      };
    });
}

/** One text for an alert: its system, its name, and the objective it is about. */
export function alertKey(system: string, alert: string, slo?: string): string {
  return [system, alert, slo].filter((part) => part !== undefined).join(' ');
}
