/** A line of an Alloy file, or a block with lines of its own. */
export type Line = string | Block;

export interface Block {
  /** `prometheus.scrape "fleet"`, `endpoint` */
  readonly head: string;
  readonly lines: readonly Line[];
}

export function block(head: string, ...lines: readonly Line[]): Block {
  return { head, lines };
}

/** A text as a string of Alloy, which has Go's escapes. */
export function text(value: string): string {
  return JSON.stringify(value);
}

/**
 * Writes lines as `alloy fmt` does: tabs, and the equal signs of attributes that follow each other
 * below each other.
 */
export function alloyText(lines: readonly Line[]): string {
  return `${written(lines, 0).join('\n')}\n`;
}

function written(lines: readonly Line[], depth: number): string[] {
  const tabs = '\t'.repeat(depth);
  const widths = alignment(lines);
  return lines.flatMap((line, index) => {
    if (typeof line !== 'string') {
      const inner = written(line.lines, depth + 1);
      return inner.length === 0
        ? [`${tabs}${line.head} { }`]
        : [`${tabs}${line.head} {`, ...inner, `${tabs}}`];
    }
    if (line === '') return [''];
    const [first = '', ...others] = line.split('\n');
    const [name, ...rest] = first.split(' = ');
    const aligned =
      rest.length > 0 && widths[index]
        ? `${name!.padEnd(widths[index])} = ${rest.join(' = ')}`
        : first;
    return [`${tabs}${aligned}`, ...others.map((other) => `${tabs}${other}`)];
  });
}

const attribute = /^[a-z_]+ = /;

/** For each line: the width of the longest attribute name of its run of attributes. */
function alignment(lines: readonly Line[]): number[] {
  const widths: number[] = [];
  let run: number[] = [];
  const close = () => {
    const width = Math.max(0, ...run.map((index) => (lines[index] as string).indexOf(' = ')));
    for (const index of run) widths[index] = width;
    run = [];
  };
  lines.forEach((line, index) => {
    if (typeof line === 'string' && attribute.test(line)) {
      run.push(index);
      // What spans several lines ends the run that is aligned.
      if (line.includes('\n')) close();
    } else close();
  });
  close();
  return widths;
}
