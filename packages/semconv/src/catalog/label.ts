/**
 * A label whose values are known: the array of them. It becomes a union type, so a misspelt value
 * does not compile, and its series can exist at zero before the first event.
 */
export type ClosedLabel = readonly [string, ...string[]];

/** A label whose values are not known beforehand but bounded in number. Made by {@link open}. */
export interface OpenLabel<Default extends string | undefined = string | undefined> {
  /** How many distinct values one process may record before further ones go to the overflow series. */
  readonly limit: number;
  /** The value when the caller gives none; with it the label is optional and takes part in zero series. */
  readonly default: Default;
}

/** What stands beside a label's name in a catalog. */
export type LabelDefinition = ClosedLabel | OpenLabel;

/**
 * Declares an open label: a route template, a model, a server tag. Never ids or raw URLs.
 *
 * @param limit distinct values that one process may record, a whole number from 1 to 10,000;
 *   anything else is refused when the catalog is defined (`OBS_CATALOG_LABEL_LIMIT`).
 * @param options.default value recorded when the caller gives none; makes the label optional.
 */
export function open(limit: number): OpenLabel<undefined>;
export function open<const D extends string>(limit: number, options: { default: D }): OpenLabel<D>;
export function open(limit: number, options?: { default: string }): OpenLabel {
  return { limit, default: options?.default };
}

/** True for a label declared as a list of values. */
export function isClosed(label: LabelDefinition): label is ClosedLabel {
  return Array.isArray(label);
}

type ValueOf<L> = L extends readonly (infer V extends string)[] ? V : string;

type OptionalKeys<Labels> = {
  [K in keyof Labels]: Labels[K] extends { readonly default: string } ? K : never;
}[keyof Labels];

/**
 * The attributes that a metric takes, from its labels: closed labels as unions, open ones as
 * `string`, those with a default optional. A metric without labels takes none.
 */
export type LabelsOf<Labels> = [keyof Labels] extends [never]
  ? { readonly [key: string]: never }
  : { readonly [K in Exclude<keyof Labels, OptionalKeys<Labels>>]: ValueOf<Labels[K]> } & {
      readonly [K in OptionalKeys<Labels>]?: string;
    };
