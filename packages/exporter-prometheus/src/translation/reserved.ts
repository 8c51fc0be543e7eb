/** Names that a label must not have, because the format or Prometheus gives them a meaning. */
export function isReserved(name: string, histogram: boolean): boolean {
  return name.startsWith('__') || (histogram && name === 'le');
}

/**
 * A reserved name made free, as Prometheus itself does on scrape conflicts: `le` becomes
 * `exported_le`.
 */
export function freed(name: string, histogram: boolean): string {
  return isReserved(name, histogram) ? `exported_${name}` : name;
}
