let available: boolean | undefined;

/** False where code may not be generated (`--disallow-code-generation-from-strings`). */
export function canCompile(): boolean {
  if (available === undefined) {
    try {
      available = new Function('return true')() === true;
    } catch {
      available = false;
    }
  }
  return available;
}
