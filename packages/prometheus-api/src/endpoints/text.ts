import type { FamilyPlan } from '../plan/families.js';
import type { TextSample } from './samples.js';

/** A family to write, or one whose query failed. */
export interface TextFamily {
  readonly plan: Pick<FamilyPlan, 'name' | 'type' | 'help'>;
  /** undefined: the query failed. */
  readonly samples: readonly TextSample[] | undefined;
}

/**
 * Writes families in the Prometheus text format 0.0.4. A family without series has its HELP and TYPE
 * lines; one whose query failed is an empty line; when all failed, nothing is written.
 */
export function writeFamilies(families: readonly TextFamily[]): string {
  if (families.every(({ samples }) => samples === undefined)) return '';
  return families.map(writeFamily).join('');
}

function writeFamily({ plan, samples }: TextFamily): string {
  if (samples === undefined) return '\n';
  const help = plan.help.replace(/\\/g, '\\\\').replace(/\n/g, '\\n');
  let text = `# HELP ${plan.name} ${help}\n# TYPE ${plan.name} ${plan.type}\n`;
  for (const { name, labels, value } of samples) {
    text += `${name}${writeLabels(labels)} ${value}\n`;
  }
  return text;
}

function writeLabels(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escaped(value: string): string {
  return /[\\"\n]/.test(value)
    ? value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')
    : value;
}
