import { Encoded, sliceLength } from './attributes.js';

/** Stands for "no value remembered": no attribute value is ever identical to it. */
export const nothing: unknown = Object.freeze({});

const noChildren: ReadonlyMap<unknown, never> = new Map<unknown, never>();

/** From this many children on, the last one is no longer remembered: remembering costs two stores. */
const wideFrom = 8;

/**
 * A node of a trie over attribute values. The value that was taken last is remembered beside the
 * map, so that a label which rarely changes costs one comparison; a node with a single child has no
 * map at all. The recorders read these fields directly: they are the record path.
 */
export class ValueNode<Child> {
  lastValue: unknown = nothing;
  lastChild: Child | undefined = undefined;
  children: ReadonlyMap<unknown, Child> = noChildren;
  /** Set when there are so many children that the last one is not remembered. */
  wide = false;
  /** Children under arrays, maps and bytes, by their encoded text. */
  private encoded: Map<string, Child> | undefined = undefined;

  child(value: unknown): Child | undefined {
    if (value instanceof Encoded) return this.encoded?.get(value.text);
    return this.lastValue === value ? this.lastChild : this.children.get(value);
  }

  add(value: unknown, child: Child): void {
    if (value instanceof Encoded) {
      this.encoded ??= new Map();
      this.encoded.set(value.text, child);
      return;
    }
    // NaN is not equal to itself: only a map finds it again.
    if (this.isEmpty && !Number.isNaN(value)) {
      this.lastValue = value;
      this.lastChild = child;
      return;
    }
    const children = this.ownChildren();
    children.set(value, child);
    if (children.size > wideFrom) this.forgetLast(true);
  }

  /** Takes note of the value that was looked up last, and found in `children`. */
  rememberLast(value: unknown, child: Child): void {
    this.lastChild = child;
    this.lastValue = value;
    // The caller's string may be a part of a large text, which must not stay alive for it.
    if (typeof value === 'string' && value.length >= sliceLength) {
      for (const own of this.children.keys()) if (own === value) this.lastValue = own;
    }
  }

  delete(value: unknown): void {
    if (value instanceof Encoded) {
      this.encoded?.delete(value.text);
      return;
    }
    // NaN again: it may have been remembered, and is not equal to itself.
    const isLast =
      this.lastValue === value || (Number.isNaN(value) && Number.isNaN(this.lastValue));
    if (this.children === noChildren) {
      if (isLast) this.forgetLast(false);
      return;
    }
    const children = this.ownChildren();
    children.delete(value);
    if (isLast) this.forgetLast(this.wide);
    if (children.size === 0) {
      this.children = noChildren;
      this.wide = false;
    }
  }

  clear(): void {
    this.children = noChildren;
    this.encoded = undefined;
    this.forgetLast(false);
  }

  /** True when nothing is below this node. */
  get isBare(): boolean {
    return this.isEmpty && (this.encoded === undefined || this.encoded.size === 0);
  }

  private get isEmpty(): boolean {
    return this.children === noChildren && this.lastValue === nothing;
  }

  private ownChildren(): Map<unknown, Child> {
    if (this.children !== noChildren) return this.children as Map<unknown, Child>;
    const children = new Map<unknown, Child>();
    if (this.lastValue !== nothing) children.set(this.lastValue, this.lastChild as Child);
    this.children = children;
    return children;
  }

  private forgetLast(wide: boolean): void {
    this.lastValue = nothing;
    this.lastChild = undefined;
    this.wide = wide;
  }
}
