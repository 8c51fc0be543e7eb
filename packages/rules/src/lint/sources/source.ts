import type { Use } from '../check-query.js';
import type { Finding } from '../finding.js';

/** A query in a file. */
export interface FoundQuery {
  readonly text: string;
  readonly use: Use;
  /** Name of the alert, the recorded series, the panel; '' for a bare query. */
  readonly item: string;
  /** Labels that a rule adds. */
  readonly labels: readonly string[];
  /** Unit of a panel, in Grafana's words. */
  readonly panelUnit?: string;
  /** Where a character of the query stands in the file. */
  place(offset: number): { readonly line: number; readonly column: number };
}

/** A comment that allows something: `# obs-lint: allow <rule> <why>`. */
export interface Allowance {
  readonly line: number;
  readonly rule: string;
  readonly reason: string;
  /** The lines for which it holds. */
  readonly from: number;
  readonly to: number;
}

/** What a file holds, for the checks. */
export interface Source {
  readonly file: string;
  readonly queries: readonly FoundQuery[];
  /** What is wrong with it apart from its queries. */
  readonly findings: readonly Finding[];
  readonly allowances: readonly Allowance[];
}
