/**
 * Remembers the answers for what was asked most recently, in bounded memory. Two generations: when
 * the younger is full it becomes the elder and the elder is forgotten, so nothing is moved or sorted
 * for an entry that is hit.
 */
export class Recent<Key, Value> {
  readonly #generation: number;
  #younger = new Map<Key, Value>();
  #elder = new Map<Key, Value>();

  /** @param limit entries kept at most. */
  constructor(limit: number) {
    this.#generation = limit >> 1;
  }

  get(key: Key): Value | undefined {
    const value = this.#younger.get(key);
    if (value !== undefined) return value;
    const older = this.#elder.get(key);
    if (older !== undefined) this.set(key, older);
    return older;
  }

  set(key: Key, value: Value): void {
    if (this.#younger.size >= this.#generation) {
      this.#elder = this.#younger;
      this.#younger = new Map();
    }
    this.#younger.set(key, value);
  }
}
