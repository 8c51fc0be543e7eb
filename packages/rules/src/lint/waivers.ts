import { isMap, isSeq, LineCounter, parseDocument } from 'yaml';
import { RulesError } from '../errors.js';
import type { Finding } from './finding.js';
import { isLintRule } from './lint-rules.js';
import type { Allowance } from './sources/source.js';
import { startOf, textNode } from './sources/yaml-nodes.js';

/** An entry of a file of waivers, for files that have no comments. */
export interface Waiver {
  readonly rule: string;
  /** End of the path of the file; every file when not given. */
  readonly file: string | undefined;
  /** Name of the alert, the recorded series, the panel; every one when not given. */
  readonly item: string | undefined;
  readonly reason: string;
  /** Where the entry itself stands. */
  readonly from: { readonly file: string; readonly line: number };
}

/**
 * Reads a list of `{ rule, file, item, reason }`.
 *
 * @throws RulesError `OBS_RULES_WAIVER` with file and line for an entry without a rule or a reason
 */
export function readWaivers(file: string, text: string): Waiver[] {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  const [problem] = document.errors;
  if (problem) {
    throw new RulesError(
      'OBS_RULES_WAIVER',
      `${file}:${counter.linePos(problem.pos[0]).line}: ${problem.message.split('\n')[0]}`,
    );
  }
  const list = document.contents;
  if (list === null) return [];
  if (!isSeq(list)) {
    throw new RulesError('OBS_RULES_WAIVER', `${file}:1: a list of waivers is expected.`);
  }
  return list.items.map((entry) => {
    const { line } = counter.linePos(isMap(entry) ? startOf(entry) : 0);
    const rule = textNode(entry, 'rule')?.value ?? '';
    const reason = textNode(entry, 'reason')?.value ?? '';
    if (!isLintRule(rule) || reason.trim() === '') {
      throw new RulesError(
        'OBS_RULES_WAIVER',
        `${file}:${line}: a waiver needs a rule that exists and a reason. ` +
          'Write { rule: quantile-per-series, file: ..., item: ..., reason: ... }.',
      );
    }
    return {
      rule,
      reason,
      file: textNode(entry, 'file')?.value,
      item: textNode(entry, 'item')?.value,
      from: { file, line },
    };
  });
}

/** A finding with the name of what it was found in. */
export interface NamedFinding extends Finding {
  readonly item: string;
}

/** The findings that nothing waives, and the waivers and comments that waive nothing. */
export function withoutWaived(
  findings: readonly NamedFinding[],
  allowances: readonly (Allowance & { readonly file: string })[],
  waivers: readonly Waiver[],
): Finding[] {
  const used = new Set<unknown>();
  const left = findings.filter((finding) => {
    const comment = allowances.find(
      ({ file, rule, reason, from, to }) =>
        file === finding.file &&
        rule === finding.rule &&
        reason !== '' &&
        finding.line >= from &&
        finding.line <= to,
    );
    const waiver = waivers.find(
      ({ rule, file, item }) =>
        rule === finding.rule &&
        (file === undefined || finding.file.endsWith(file)) &&
        (item === undefined || item === finding.item),
    );
    if (comment) used.add(comment);
    if (waiver) used.add(waiver);
    return comment === undefined && waiver === undefined;
  });
  const unused = [
    ...allowances.filter((one) => !used.has(one)).map((one) => unusedComment(one)),
    ...waivers.filter((one) => !used.has(one)).map(({ rule, from }) => unusedWaiver(rule, from)),
  ];
  return [...left.map(({ item: _, ...finding }) => finding), ...unused];
}

function unusedComment({ file, line, rule, reason }: Allowance & { file: string }): Finding {
  const place = { file, line, column: 1, rule: 'unused-waiver' as const };
  if (!isLintRule(rule)) {
    return { ...place, message: `there is no rule ${rule}.`, fix: 'see the list in the README.' };
  }
  if (reason === '') {
    return {
      ...place,
      message: `${rule} is allowed without a reason.`,
      fix: 'say why behind the rule.',
    };
  }
  return { ...place, message: `nothing here breaks ${rule}.`, fix: 'remove the comment.' };
}

function unusedWaiver(rule: string, from: Waiver['from']): Finding {
  return {
    ...from,
    column: 1,
    rule: 'unused-waiver',
    message: `nothing breaks ${rule} there.`,
    fix: 'remove the waiver.',
  };
}
