import type { CompleteMetric, LabelDefinition } from '@obs/semconv';
import { zeroSeries } from '@obs/semconv';
import type { Attributes } from '@opentelemetry/api';
import type { DropReason } from './dropped.js';

/** Longer label values are a payload by mistake; 256 is ample for a route template or a model. */
const longestValue = 256;

/** The attribute set of the OpenTelemetry cardinality limit (specification: metrics/sdk.md, "Overflow attribute"). */
const overflowAttributes: Attributes = Object.freeze({ 'otel.metric.overflow': true });

type Node<S> = Map<unknown, Node<S> | S>;

/** What a guard calls back for. */
export interface GuardHooks<S> {
  /** Makes what stands for a series; called once for each. */
  create(attributes: Attributes): S;
  /** Makes a series exist at zero. */
  zero(series: S): void;
  dropped(reason: DropReason, where: string, detail: string): void;
  overflowed(where: string, label: string, limit: number): void;
}

/**
 * Stands between the program and one family: it lets through the label sets that the catalog
 * declares and remembers them in a trie over the declared keys, so a set that was seen before costs
 * one `Map` lookup a label and no object. Open labels past their limit, and families past their
 * series limit, share the overflow series; nothing is remembered for those, so memory is bounded.
 */
export class FamilyGuard<S = unknown> {
  readonly metric: CompleteMetric;
  readonly #hooks: GuardHooks<S>;
  readonly #keys: readonly string[];
  readonly #root: Node<S> = new Map();
  readonly #openValues = new Map<string, Set<string>>();
  readonly #openSets = new Set<string>();
  readonly #series = new Map<string, S>();
  #unlabelled: S | undefined;
  #overflow: S | undefined;

  constructor(metric: CompleteMetric, hooks: GuardHooks<S>) {
    this.metric = metric;
    this.#hooks = hooks;
    this.#keys = Object.keys(metric.labels);
  }

  /** Makes the series exist at zero that are known before the first event. */
  createZeroSeries(): void {
    if (!this.metric.zero) return;
    for (const set of zeroSeries(this.metric.labels)) this.find(set);
  }

  /** The series of a label set, or `undefined` when the set was refused (and counted). May throw what a getter throws. */
  find(labels: Readonly<Record<string, unknown>> | undefined): S | undefined {
    const keys = this.#keys;
    if (keys.length === 0) {
      return this.#unlabelled ?? this.#createUnlabelled();
    }
    if (labels === undefined || labels === null) return this.#learn({});
    let node: Node<S> | S | undefined = this.#root;
    for (let index = 0; index < keys.length; index++) {
      node = (node as Node<S>).get(labels[keys[index] as string]);
      if (node === undefined) return this.#learn(labels);
    }
    return node as S;
  }

  #createUnlabelled(): S {
    const series = this.#hooks.create({});
    this.#unlabelled = series;
    if (this.metric.zero) this.#hooks.zero(series);
    return series;
  }

  #learn(labels: Readonly<Record<string, unknown>>): S | undefined {
    const raw = this.#keys.map((key) => labels[key]);
    const values: string[] = [];
    for (const [index, key] of this.#keys.entries()) {
      const value = this.#value(key, this.metric.labels[key] as LabelDefinition, raw[index]);
      if (value === undefined) return undefined;
      values.push(value);
    }
    const known = this.#series.get(JSON.stringify(values));
    if (known !== undefined) {
      this.#remember(raw, values, known);
      return known;
    }
    if (!this.#admits(values)) {
      this.#overflow ??= this.#hooks.create(overflowAttributes);
      return this.#overflow;
    }
    return this.#insert(raw, values);
  }

  /** The text of a label value, or `undefined` when it is refused. */
  #value(key: string, label: LabelDefinition, raw: unknown): string | undefined {
    const { prometheus } = this.metric;
    if (raw === undefined && isOpen(label) && label.default !== undefined) return label.default;
    if (typeof raw !== 'string' && typeof raw !== 'number' && typeof raw !== 'boolean') {
      const what = raw === undefined ? 'is missing' : 'is no string';
      this.#hooks.dropped('invalid_label', prometheus, `the label ${key} ${what}`);
      return undefined;
    }
    // A surrogate without its other half (a text that was cut) has no UTF-8: every one would be
    // exposed as the same character, and all series but one lost.
    const value = String(raw).replace(/\p{Surrogate}/gu, '\ufffd');
    if (value.length > longestValue) {
      const detail = `a value of ${key} has ${value.length} characters, more than ${longestValue}`;
      this.#hooks.dropped('label_too_long', prometheus, detail);
      return undefined;
    }
    if (!isOpen(label) && !label.includes(value)) {
      const detail = `${JSON.stringify(value)} is no ${key}, which is one of ${label.join(', ')}`;
      this.#hooks.dropped('invalid_label', prometheus, detail);
      return undefined;
    }
    return value;
  }

  /** Whether a new label set is within the limits of the open labels and of the family. */
  #admits(values: readonly string[]): boolean {
    const { labels, maxSeries, prometheus } = this.metric;
    const added: [Set<string>, string][] = [];
    for (const [index, key] of this.#keys.entries()) {
      const label = labels[key] as LabelDefinition;
      if (!isOpen(label)) continue;
      const seen = this.#openValues.get(key) ?? new Set<string>();
      this.#openValues.set(key, seen);
      const value = values[index] as string;
      if (seen.has(value)) continue;
      if (seen.size >= label.limit) {
        this.#hooks.overflowed(prometheus, `the label ${key}`, label.limit);
        return false;
      }
      added.push([seen, value]);
    }
    // One series is kept back for the overflow, as the specification counts it.
    if (this.#series.size >= maxSeries - 1) {
      this.#hooks.overflowed(prometheus, 'its label sets together', maxSeries);
      return false;
    }
    for (const [seen, value] of added) seen.add(value);
    return true;
  }

  #insert(raw: readonly unknown[], values: readonly string[]): S {
    const attributes = Object.fromEntries(this.#keys.map((key, index) => [key, values[index]]));
    const series = this.#hooks.create(Object.freeze(attributes));
    this.#series.set(JSON.stringify(values), series);
    this.#remember(raw, values, series);
    if (this.metric.zero) this.#hooks.zero(series);
    this.#createSiblings(values);
    return series;
  }

  /**
   * `200` and `"200"` are two ways to one series: an alias is kept for values, not for limits. None
   * for texts that had to be mended, because without number they become the same.
   */
  #remember(raw: readonly unknown[], values: readonly string[], series: S): void {
    if (raw.some((value, index) => typeof value === 'string' && value !== values[index])) return;
    let node = this.#root;
    for (const value of raw.slice(0, -1)) {
      let next = node.get(value) as Node<S> | undefined;
      if (next === undefined) {
        next = new Map();
        node.set(value, next);
      }
      node = next;
    }
    node.set(raw.at(-1), series);
  }

  /**
   * The first event of a pipeline brings the series of all its outcomes into being at zero:
   * otherwise an error rate has no answer until the first error.
   */
  #createSiblings(values: readonly string[]): void {
    const { labels, zero } = this.metric;
    const isOpenAt = this.#keys.map((key) => isOpen(labels[key] as LabelDefinition));
    if (!zero || !isOpenAt.includes(true) || !isOpenAt.includes(false)) return;
    const openSet = JSON.stringify(values.filter((_, index) => isOpenAt[index]));
    if (this.#openSets.has(openSet)) return;
    this.#openSets.add(openSet);
    const closed = this.#keys.filter((_, index) => !isOpenAt[index]);
    const opened = Object.fromEntries(
      this.#keys.flatMap((key, index) => (isOpenAt[index] ? [[key, values[index]]] : [])),
    );
    for (const set of zeroSeries(Object.fromEntries(closed.map((key) => [key, labels[key]!])))) {
      this.find({ ...opened, ...set });
    }
  }
}

function isOpen(label: LabelDefinition): label is Exclude<LabelDefinition, readonly string[]> {
  return !Array.isArray(label);
}
