const counterKey = Symbol.for('@obs/metrics-model.slots');

/**
 * Reserves an index into `slots` of every family and series, for a reader that ties values of its
 * own (cached label text, say) to them. Call it once per reader, not per collection: indexes are
 * never given back. The same counter serves every copy of this package in the process.
 */
export function allocateSlot(): number {
  const shared = globalThis as { [counterKey]?: number };
  const slot = shared[counterKey] ?? 0;
  shared[counterKey] = slot + 1;
  return slot;
}
