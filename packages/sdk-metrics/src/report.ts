import { diag } from '@opentelemetry/api';

/** Why a measurement was not recorded, or was recorded elsewhere than asked for. */
export type DropReason =
  | 'not-a-number'
  | 'not-finite'
  | 'negative'
  | 'attributes-unreadable'
  | 'processor-failed';

const texts: Record<DropReason, string> = {
  'not-a-number': 'the value is not a number',
  'not-finite': 'the value is NaN or infinite, which would spoil every later sum',
  negative: 'the value is negative, which this instrument does not take',
  'attributes-unreadable': 'reading the attributes threw an error',
  'processor-failed': 'an attributes processor of a view threw an error',
};

/** Counts what was dropped; says each thing once, so that a hot path cannot flood the log. */
export class Report {
  readonly dropped = new Map<DropReason, number>();
  private readonly said = new Set<string>();

  /** Sum over all reasons. */
  get droppedTotal(): number {
    let total = 0;
    for (const count of this.dropped.values()) total += count;
    return total;
  }

  drop(instrument: string, reason: DropReason, detail?: unknown): void {
    this.dropped.set(reason, (this.dropped.get(reason) ?? 0) + 1);
    this.once(
      `${instrument} ${reason}`,
      `A measurement of "${instrument}" was dropped: ${texts[reason]}.`,
      detail,
    );
  }

  /** Warns the first time that `key` is seen. The set of keys is bounded by what the application defines. */
  once(key: string, message: string, detail?: unknown): void {
    if (this.said.has(key)) return;
    this.said.add(key);
    try {
      if (detail === undefined) diag.warn(`${message} Reported once.`);
      else diag.warn(`${message} Reported once.`, detail);
    } catch {
      // A logger that fails, or an error that throws when it is printed, is not the caller's problem.
    }
  }
}
