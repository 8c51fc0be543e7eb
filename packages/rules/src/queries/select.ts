import type { CompleteMetric, LabelDefinition } from '@obs/semconv';
import type { Expr, LabelMatcher, MatchOperator, Selector } from '../promql/expr.js';
import { type TargetLabel, type Vector, vector } from './vector.js';

type Labels = Readonly<Record<string, LabelDefinition>>;

/** A family of a catalog, whatever its kind and labels. */
// biome-ignore lint/suspicious/noExplicitAny: kind and labels of any family.
export type Family = CompleteMetric<any, any>;

type CounterKind = 'counter' | 'observablecounter';
type LevelKind = 'gauge' | 'observablegauge' | 'updowncounter' | 'observableupdowncounter';

export type Counter<L extends Labels = Labels> = CompleteMetric<CounterKind, L>;
export type Level<L extends Labels = Labels> = CompleteMetric<LevelKind, L>;
export type Histogram<L extends Labels = Labels> = CompleteMetric<'histogram', L>;

/** `http.route` is exposed as `http_route`. */
export type Exposed<K> = K extends `${infer A}.${infer B}` ? `${A}_${Exposed<B>}` : K;

/** A label as it is exposed: `http.route` as `http_route`. */
export function exposed(key: string): string {
  return key.replace(/[^a-zA-Z0-9_]/g, '_');
}

/** The labels of a family's series, the target's included. */
export type LabelOf<L extends Labels> = Exposed<keyof L & string> | TargetLabel;

/** What a label is compared with; made by {@link not}, {@link matches} and {@link oneOf}. */
export interface Condition<V extends string = string> {
  readonly operator: MatchOperator;
  readonly value: string;
  /** Only in types. */
  readonly values?: V;
}

type ValueOf<D> = D extends readonly (infer V extends string)[] ? V : string;

/**
 * Which series of a family are read: labels with a value, or with a condition. The values of closed
 * labels are those of the catalog; others do not compile.
 */
export type Where<L extends Labels> = {
  readonly [K in keyof L & string as Exposed<K> & string]?:
    | ValueOf<L[K]>
    | Condition<ValueOf<L[K]>>;
} & { readonly [K in TargetLabel]?: string | Condition };

/** `label!="value"`. */
export function not<const V extends string>(value: V): Condition<V> {
  return { operator: '!=', value };
}

/** `label=~"pattern"`: a regular expression that matches the whole value. */
export function matches(pattern: string): Condition<never> {
  return { operator: '=~', value: pattern };
}

/** `label=~"a|b"`: one of these values, which are taken literally. */
export function oneOf<const V extends string>(...values: readonly V[]): Condition<V> {
  return { operator: '=~', value: values.map(literal).join('|') };
}

/** A pattern for a value: what means something in a regular expression is escaped. */
function literal(value: string): string {
  return value.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** The current value of a gauge or up-down counter. */
export function value<L extends Labels>(family: Level<L>, where?: Where<L>): Vector<LabelOf<L>> {
  return vector(selector(family.prometheus, where));
}

/** The total of a counter since the process started: for sums over everything, not for alerts. */
export function total<L extends Labels>(family: Counter<L>, where?: Where<L>): Vector<LabelOf<L>> {
  return vector(selector(family.prometheus, where));
}

/** Events per second over a window such as `5m`. */
export function rate<L extends Labels>(
  family: Counter<L>,
  window: string,
  where?: Where<L>,
): Vector<LabelOf<L>> {
  return vector(overWindow('rate', selector(family.prometheus, where), window));
}

/** Events in a window such as `1h`; not whole numbers, since Prometheus extrapolates. */
export function increase<L extends Labels>(
  family: Counter<L>,
  window: string,
  where?: Where<L>,
): Vector<LabelOf<L>> {
  return vector(overWindow('increase', selector(family.prometheus, where), window));
}

/** Observations of a histogram per second. */
export function countRate<L extends Labels>(
  family: Histogram<L>,
  window: string,
  where?: Where<L>,
): Vector<LabelOf<L>> {
  return vector(overWindow('rate', selector(`${family.prometheus}_count`, where), window));
}

/** What a histogram observed per second, in its unit: for seconds, seconds of work per second. */
export function sumRate<L extends Labels>(
  family: Histogram<L>,
  window: string,
  where?: Where<L>,
): Vector<LabelOf<L>> {
  return vector(overWindow('rate', selector(`${family.prometheus}_sum`, where), window));
}

/** Observations per second in each bucket and all smaller ones. */
export function bucketRate<L extends Labels>(
  family: Histogram<L>,
  window: string,
  where?: Where<L>,
): Vector<LabelOf<L> | 'le'> {
  return vector(overWindow('rate', selector(`${family.prometheus}_bucket`, where), window));
}

/** Whether targets could be scraped: 1 or 0. Its labels are those of the target. */
export function up<const L extends string = never>(
  where: Readonly<Record<string, string | Condition>> = {},
): Vector<TargetLabel | L> {
  return vector(selector('up', where));
}

/** A selector of a name with conditions; the raw material of the functions above. */
export function selector(
  metric: string,
  where: Readonly<Record<string, string | Condition | undefined>> | undefined = {},
): Selector {
  const matchers: LabelMatcher[] = [];
  for (const [label, wanted] of Object.entries(where)) {
    if (wanted === undefined) continue;
    matchers.push(
      typeof wanted === 'string'
        ? { label, operator: '=', value: wanted }
        : { label, operator: wanted.operator, value: wanted.value },
    );
  }
  return { type: 'selector', metric, matchers };
}

function overWindow(name: string, expr: Selector, window: string): Expr {
  return { type: 'call', name, args: [{ type: 'range', expr, range: window }] };
}
