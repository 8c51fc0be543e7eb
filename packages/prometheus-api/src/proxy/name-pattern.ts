/** Names that one pattern may stand for; beyond that nothing is proven. */
const maxNames = 1_000;

/**
 * All names that a regular expression matches, or undefined when that is not certain. Only letters,
 * digits, `_`, `:`, `|`, groups and `?` are understood: with anything else (`.*`, classes, flags) the
 * names are not known beforehand, or two engines might not agree on them.
 */
export function namesOfPattern(pattern: string): ReadonlySet<string> | undefined {
  if (!/^[\w:|()?]*$/.test(pattern) || pattern.length > 10_000) return undefined;
  const reader = new PatternReader(pattern);
  const names = reader.alternatives(0);
  return names && reader.atEnd() ? names : undefined;
}

class PatternReader {
  readonly #pattern: string;
  #at = 0;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  atEnd(): boolean {
    return this.#at === this.#pattern.length;
  }

  alternatives(depth: number): Set<string> | undefined {
    const all = new Set<string>();
    do {
      const some = this.#sequence(depth);
      if (!some) return undefined;
      for (const name of some) all.add(name);
      if (all.size > maxNames) return undefined;
    } while (this.#take('|'));
    return all;
  }

  #sequence(depth: number): Set<string> | undefined {
    let names = new Set(['']);
    while (!this.atEnd() && this.#peek() !== '|' && this.#peek() !== ')') {
      const atom = this.#atom(depth);
      if (!atom) return undefined;
      if (this.#take('?')) {
        atom.add('');
        // `a??` is lazy, `(?` starts a flag: neither is worth a proof.
        if (this.#peek() === '?') return undefined;
      }
      if (names.size * atom.size > maxNames) return undefined;
      names = new Set([...names].flatMap((name) => [...atom].map((tail) => name + tail)));
    }
    return names;
  }

  #atom(depth: number): Set<string> | undefined {
    if (!this.#take('(')) {
      const character = this.#peek();
      if (character === undefined || character === '?') return undefined;
      this.#at += 1;
      return new Set([character]);
    }
    if (depth > 20 || (this.#take('?') && !this.#take(':'))) return undefined;
    const inner = this.alternatives(depth + 1);
    return inner && this.#take(')') ? inner : undefined;
  }

  #peek(): string | undefined {
    return this.#pattern[this.#at];
  }

  #take(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.#at += 1;
    return true;
  }
}
