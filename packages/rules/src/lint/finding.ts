import type { LintRule } from './lint-rules.js';

/** A mistake, where it is, and how to put it right. */
export interface Finding {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  readonly rule: LintRule;
  readonly message: string;
  readonly fix: string;
}

/** A mistake in a query, before anybody knows in which file it stands. */
export interface Problem {
  readonly rule: LintRule;
  readonly message: string;
  readonly fix: string;
  /** First character of the query that it is about. */
  readonly at: number;
}

/** `file:line:column: rule: message`, and the fix below it. */
export function findingText({ file, line, column, rule, message, fix }: Finding): string {
  return `${file}:${line}:${column}: ${rule}: ${message}\n  fix: ${fix}`;
}
