/**
 * The walks through the tries of `DeclaredIndex` and `OpenIndex` as text, for compiled recorders.
 * They refer to `root`, the index's, and `tick`, a variable. Each gives the series, or undefined
 * where the general recorder has to look.
 */

/**
 * A value other than the remembered one is remembered in its place every so many times (a power of
 * two): at once would cost two stores for each label that varies, never would be wrong for labels
 * that are constant after all.
 */
export const rememberEvery = 8;

const isTimeToRemember = `(tick = (tick + 1) & ${rememberEvery - 1}) === 0`;

/** One level of the trie for each label, the series as leaves. */
export function walkDeclared(labels: readonly string[]): string {
  const levels = labels.map(
    (label, i) => `
      if (node.lastValue === ${label}) child = node.lastChild;
      else {
        child = node.children.get(${label});
        if (child === undefined) return undefined;
        if (!node.wide && ${isTimeToRemember}) node.rememberLast(${label}, child);
      }
      ${i === labels.length - 1 ? 'return child;' : 'node = child;'}`,
  );
  return `let node = root, child; ${levels.join('')}`;
}

/**
 * Open attributes whose keys and values were read before. They are not read again: a getter that
 * answers otherwise the second time would tie the series of one set to the values of another.
 */
export function walkKnown(keys: readonly string[], labels: readonly string[]): string {
  const levels = labels.map((label, i) => {
    const key = JSON.stringify(keys[i]);
    return `
      position = node.key === ${key} ? node : node.others.get(${key});
      if (position === undefined) {
        if (${label} !== undefined) return undefined;
      } else if (position.lastValue === ${label}) node = position.lastChild;
      else {
        child = position.children.get(${label});
        if (child !== undefined) {
          if (!position.wide && ${isTimeToRemember}) position.rememberLast(${label}, child);
          node = child;
        } else if (${label} !== undefined) return undefined;
      }`;
  });
  return `let node = root, position, child; ${levels.join('')} return node.series;`;
}

/** Open attributes as they come, in terms of `attributes` and `hasOwn`. */
export const walkOpen = `
  let node = root;
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
      node = node.lastChild;
      continue;
    }
    const child = node.children.get(value);
    if (child === undefined) {
      if (value === undefined) continue;
      return undefined;
    }
    if (!node.wide && ${isTimeToRemember}) node.rememberLast(value, child);
    node = child;
  }
  return node.series;`;
