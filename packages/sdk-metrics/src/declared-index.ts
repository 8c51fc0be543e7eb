import type { Attributes } from '@opentelemetry/api';
import {
  detach,
  emptySnapshot,
  readAttributes,
  readDeclared,
  type Snapshot,
} from './attributes.js';
import type { Series } from './series.js';
import type { SeriesIndex } from './series-index.js';
import { ValueNode } from './trie.js';

const none: Attributes = Object.freeze({});

type DeclaredNode = ValueNode<DeclaredNode | Series>;

/**
 * A trie with one level for each declared key, the series themselves as leaves. The order in which
 * the caller writes the keys does not matter, since the index asks for the keys; an absent key is
 * the value `undefined`.
 */
export class DeclaredIndex implements SeriesIndex {
  readonly keys: readonly string[];
  root: DeclaredNode = new ValueNode();
  /** The series of all measurements when no keys are declared. */
  only: Series | undefined = undefined;

  constructor(keys: readonly string[]) {
    this.keys = keys;
  }

  find(attributes: Attributes | undefined): Series | undefined {
    const keys = this.keys;
    if (keys.length === 0) return this.only;
    const source: Attributes = attributes ?? none;
    let node: DeclaredNode | Series | undefined = this.root;
    for (let i = 0; i < keys.length; i++) {
      node = (node as DeclaredNode).child(readDeclared(source, keys[i] as string));
      if (node === undefined) return undefined;
    }
    return node as Series;
  }

  read(attributes: Attributes | undefined): Snapshot {
    if (attributes === undefined || attributes === null) return emptySnapshot;
    return readAttributes(attributes, this.keys);
  }

  locate(snapshot: Snapshot): Series | undefined {
    if (this.keys.length === 0) return this.only;
    let node: DeclaredNode | Series | undefined = this.root;
    for (const value of this.path(snapshot)) {
      node = (node as DeclaredNode).child(value);
      if (node === undefined) return undefined;
    }
    return node as Series;
  }

  insert(snapshot: Snapshot, series: Series): void {
    if (this.keys.length === 0) {
      this.only = series;
      return;
    }
    const path = this.path(snapshot);
    const last = path.length - 1;
    let node = this.root;
    for (let i = 0; i < last; i++) {
      let next = node.child(path[i]) as DeclaredNode | undefined;
      if (next === undefined) {
        next = new ValueNode();
        node.add(detach(path[i]), next);
      }
      node = next;
    }
    node.add(detach(path[last]), series);
  }

  remove(snapshot: Snapshot): void {
    this.only = undefined;
    const path = this.path(snapshot);
    const nodes: DeclaredNode[] = [];
    let node: DeclaredNode | Series | undefined = this.root;
    for (const value of path) {
      if (node === undefined) return;
      nodes.push(node as DeclaredNode);
      node = (node as DeclaredNode).child(value);
    }
    for (let i = nodes.length - 1; i >= 0; i--) {
      const parent = nodes[i] as DeclaredNode;
      parent.delete(path[i]);
      if (!parent.isBare) return;
    }
  }

  clear(): void {
    // The root stays: compiled recorders hold it.
    this.only = undefined;
    this.root.clear();
  }

  private path(snapshot: Snapshot): unknown[] {
    return this.keys.map((key) => {
      const position = snapshot.keys.indexOf(key);
      return position < 0 ? undefined : snapshot.values[position];
    });
  }
}
