import { isMap, isScalar, isSeq, type Node, type Scalar, type YAMLMap } from 'yaml';

/** The node below a key; undefined when there is none. */
export function child(node: unknown, key: string): Node | undefined {
  return isMap(node) ? ((node.get(key, true) as Node | undefined) ?? undefined) : undefined;
}

/** The scalar below a key that holds a text. */
export function textNode(node: unknown, key: string): (Scalar & { value: string }) | undefined {
  const found = child(node, key);
  return isScalar(found) && typeof found.value === 'string'
    ? (found as Scalar & { value: string })
    : undefined;
}

/** The maps in a list below a key. */
export function maps(node: unknown, key: string): YAMLMap[] {
  const found = child(node, key);
  return isSeq(found) ? (found.items.filter((item) => isMap(item)) as YAMLMap[]) : [];
}

/** The keys of a map below a key. */
export function keysOf(node: unknown, key: string): string[] {
  const found = child(node, key);
  return isMap(found) ? found.items.map((pair) => String((pair.key as Scalar).value)) : [];
}

export function startOf(node: Node | undefined): number {
  return node?.range?.[0] ?? 0;
}

/** The end of what belongs to a node, comments after it apart. */
export function endOf(node: Node | undefined): number {
  return node?.range?.[1] ?? 0;
}
