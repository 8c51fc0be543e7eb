/** A block of an Alloy file: `prometheus.scrape "x" { ... }`. Source: Alloy, "Configuration syntax". */
export interface AlloyBlock {
  readonly name: string;
  readonly label: string | undefined;
  readonly attributes: ReadonlyMap<string, readonly string[]>;
  readonly blocks: readonly AlloyBlock[];
  readonly line: number;
}

const token =
  /\s+|\/\/[^\n]*|"(?:[^"\\]|\\.)*"|[A-Za-z_][\w]*(?:\.[A-Za-z_]\w*)*|\d+|[{}[\](),=]/gy;

interface Token {
  readonly text: string;
  readonly line: number;
}

/** @throws Error with the line for what is no Alloy */
export function parseAlloy(text: string): AlloyBlock[] {
  const tokens = tokensOf(text);
  const blocks: AlloyBlock[] = [];
  let at = 0;
  const next = (): Token => tokens[at++] ?? { text: '', line: 0 };
  const peek = () => tokens[at]?.text;
  const expectText = (wanted: string) => {
    const { text: found, line } = next();
    if (found !== wanted) throw new Error(`line ${line}: "${wanted}" expected, not "${found}"`);
  };

  function block(name: Token): AlloyBlock {
    const label = peek()?.startsWith('"') ? JSON.parse(next().text) : undefined;
    expectText('{');
    const attributes = new Map<string, readonly string[]>();
    const inner: AlloyBlock[] = [];
    while (peek() !== '}') {
      const word = next();
      if (!/^[a-z_]/.test(word.text)) throw new Error(`line ${word.line}: "${word.text}"`);
      if (peek() === '=') {
        next();
        if (attributes.has(word.text)) throw new Error(`line ${word.line}: ${word.text} twice`);
        attributes.set(word.text, expression());
      } else inner.push(block(word));
    }
    next();
    return { name: name.text, label, attributes, blocks: inner, line: name.line };
  }

  /** The tokens of one value, up to the end of its brackets. */
  function expression(): string[] {
    const found: string[] = [];
    let depth = 0;
    do {
      const { text: part, line } = next();
      if (part === '') throw new Error(`line ${line}: the value does not end`);
      if ('{[('.includes(part)) depth++;
      if ('}])'.includes(part)) depth--;
      found.push(part);
      // A function call follows its name.
    } while (depth > 0 || peek() === '(');
    return found;
  }

  while (at < tokens.length) blocks.push(block(next()));
  return blocks;
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const from = token.lastIndex;
    const [found] = token.exec(text) ?? [];
    if (found === undefined) throw new Error(`line ${line}: ${text.slice(from, from + 20)}`);
    if (!/^(\s|\/\/)/.test(found)) tokens.push({ text: found, line });
    line += found.split('\n').length - 1;
  }
  return tokens;
}
