import type { Attributes } from '@opentelemetry/api';
import { detach, readAttributes, type Snapshot } from './attributes.js';
import type { Series } from './series.js';
import type { SeriesIndex } from './series-index.js';
import { ValueNode } from './trie.js';

const noOthers: ReadonlyMap<string, never> = new Map<string, never>();
const hasOwn = Object.prototype.hasOwnProperty;

/** A position in an attribute set: the key that was first seen there, then its values. */
export class OpenNode extends ValueNode<OpenNode> {
  key: string | undefined = undefined;
  /** Nodes for other keys at the same position. */
  others: ReadonlyMap<string, OpenNode> = noOthers;
  /** The series of the set that ends here. */
  series: Series | undefined = undefined;

  at(key: string): OpenNode | undefined {
    return this.key === key ? this : this.others.get(key);
  }

  openAt(key: string): OpenNode {
    if (this.key === undefined) this.key = key;
    const found = this.at(key);
    if (found !== undefined) return found;
    const node = new OpenNode();
    node.key = key;
    if (this.others === noOthers) this.others = new Map();
    (this.others as Map<string, OpenNode>).set(key, node);
    return node;
  }

  closeAt(key: string): void {
    if (this.key !== key && this.others !== noOthers) {
      (this.others as Map<string, OpenNode>).delete(key);
      if (this.others.size === 0) this.others = noOthers;
    }
  }

  get isUnused(): boolean {
    return this.series === undefined && this.others === noOthers && this.isBare;
  }
}

interface KeyOrder {
  readonly keys: readonly string[];
  /** Series whose sets have these keys. */
  uses: number;
}

/** Other orders of keys that are remembered for one series. Further ones work, more slowly. */
const aliasesPerSeries = 4;

/**
 * A trie that is walked in the order in which the caller wrote the keys. The first order seen of a
 * set of keys is the canonical one; a set in another order is found through it and then remembered
 * as an alias, up to a bound, so that permuted keys cannot fill the heap.
 */
export class OpenIndex implements SeriesIndex {
  readonly root = new OpenNode();
  private readonly orders = new Map<string, KeyOrder>();
  private readonly aliases = new Map<Series, (readonly string[])[]>();
  private aliasCount = 0;
  private readonly aliasLimit: () => number;

  /** @param aliasLimit how many aliases the index may hold in all, now */
  constructor(aliasLimit: () => number) {
    this.aliasLimit = aliasLimit;
  }

  find(attributes: Attributes | undefined): Series | undefined {
    let node = this.root;
    for (const key in attributes) {
      if (!hasOwn.call(attributes, key)) continue;
      const value = attributes[key];
      if (node.key !== key) {
        const other = node.others.get(key);
        if (other === undefined) {
          if (value === undefined) continue;
          return undefined;
        }
        node = other;
      }
      if (node.lastValue === value) {
        node = node.lastChild as OpenNode;
        continue;
      }
      const child = node.children.get(value);
      if (child === undefined) {
        if (value === undefined) continue;
        return undefined;
      }
      if (!node.wide) node.rememberLast(value, child);
      node = child;
    }
    return node.series;
  }

  read(attributes: Attributes | undefined): Snapshot {
    return readAttributes(attributes);
  }

  locate(snapshot: Snapshot): Series | undefined {
    const { keys, values } = snapshot;
    const found = this.walk(keys, values);
    if (found !== undefined || keys.length < 2) return found;
    const order = this.orders.get(orderName(keys));
    if (order === undefined || sameOrder(order.keys, keys)) return undefined;
    const series = this.walk(order.keys, permute(snapshot, order.keys));
    if (series !== undefined) this.remember(keys, values, series);
    return series;
  }

  insert(snapshot: Snapshot, series: Series): void {
    const { keys, values } = snapshot;
    const name = orderName(keys);
    const order = this.orders.get(name);
    if (order === undefined) {
      this.orders.set(name, { keys, uses: 1 });
      this.place(keys, values, series);
      return;
    }
    order.uses++;
    this.place(order.keys, permute(snapshot, order.keys), series);
    if (!sameOrder(order.keys, keys)) this.remember(keys, values, series);
  }

  remove(snapshot: Snapshot, series: Series): void {
    const name = orderName(snapshot.keys);
    const order = this.orders.get(name);
    if (order === undefined) return;
    this.prune(order.keys, permute(snapshot, order.keys));
    if (--order.uses === 0) this.orders.delete(name);
    const aliases = this.aliases.get(series);
    if (aliases === undefined) return;
    for (const keys of aliases) this.prune(keys, permute(snapshot, keys));
    this.aliasCount -= aliases.length;
    this.aliases.delete(series);
  }

  clear(): void {
    // The root stays: compiled recorders hold it.
    const root = this.root;
    root.clear();
    root.key = undefined;
    root.others = noOthers;
    root.series = undefined;
    this.orders.clear();
    this.aliases.clear();
    this.aliasCount = 0;
  }

  private walk(keys: readonly string[], values: readonly unknown[]): Series | undefined {
    let node: OpenNode | undefined = this.root;
    for (let i = 0; i < keys.length; i++) {
      node = node.at(keys[i] as string)?.child(values[i]);
      if (node === undefined) return undefined;
    }
    return node.series;
  }

  private place(keys: readonly string[], values: readonly unknown[], series: Series): void {
    let node = this.root;
    for (let i = 0; i < keys.length; i++) {
      const position = node.openAt(keys[i] as string);
      let next = position.child(values[i]);
      if (next === undefined) {
        next = new OpenNode();
        position.add(detach(values[i]), next);
      }
      node = next;
    }
    node.series = series;
  }

  private remember(keys: readonly string[], values: readonly unknown[], series: Series): void {
    const known = this.aliases.get(series);
    if (this.aliasCount >= this.aliasLimit()) return;
    if (known !== undefined && known.length >= aliasesPerSeries) return;
    if (known === undefined) this.aliases.set(series, [keys]);
    else known.push(keys);
    this.aliasCount++;
    this.place(keys, values, series);
  }

  private prune(keys: readonly string[], values: readonly unknown[]): void {
    const path: { owner: OpenNode; position: OpenNode }[] = [];
    let node: OpenNode | undefined = this.root;
    for (let i = 0; i < keys.length; i++) {
      const position: OpenNode | undefined = node.at(keys[i] as string);
      const next: OpenNode | undefined = position?.child(values[i]);
      if (position === undefined || next === undefined) return;
      path.push({ owner: node, position });
      node = next;
    }
    node.series = undefined;
    for (let i = path.length - 1; i >= 0 && node.isUnused; i--) {
      const { owner, position } = path[i] as { owner: OpenNode; position: OpenNode };
      position.delete(values[i]);
      if (position !== owner && position.isUnused) owner.closeAt(keys[i] as string);
      node = owner;
    }
  }
}

function orderName(keys: readonly string[]): string {
  return keys.length < 2 ? JSON.stringify(keys) : JSON.stringify(keys.toSorted());
}

function sameOrder(a: readonly string[], b: readonly string[]): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function permute(snapshot: Snapshot, keys: readonly string[]): unknown[] {
  return keys.map((key) => snapshot.values[snapshot.keys.indexOf(key)]);
}
