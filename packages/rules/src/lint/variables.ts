/** What stands for a variable in a query; no catalog has such a name. */
const mark = 'obs_variable_';

/** A query without variables, and where each of its characters stood before. */
export interface Readable {
  readonly text: string;
  /** The character of the query for one of the text. */
  at(offset: number): number;
}

/**
 * Replaces Grafana's variables (`$x`, `${x:regex}`, `[[x]]`) by something that parses in the same place.
 * `$__rate_interval` is four scrapes, as Grafana has it at least; other intervals and ranges are five
 * minutes. Inside strings nothing is replaced.
 */
export function withoutVariables(query: string, scrapeSeconds: number): Readable {
  let text = '';
  let quote = '';
  const origins: number[] = [];
  const add = (written: string, origin: number, isCopy: boolean) => {
    for (let index = 0; index < written.length; index++)
      origins.push(origin + (isCopy ? index : 0));
    text += written;
  };
  for (let index = 0; index < query.length; ) {
    const character = query[index]!;
    const isEscape = quote !== '' && quote !== '`' && character === '\\';
    const variable = quote === '' ? variableAt(query, index) : '';
    if (variable !== '') {
      const isInRange = /[[:]\s*$/.test(text) || /\boffset\s*$/.test(text);
      add(stand(variable, isInRange, scrapeSeconds), index, false);
      index += variable.length;
      continue;
    }
    if (quote === '') {
      if (character === '"' || character === "'" || character === '`') quote = character;
    } else if (character === quote) quote = '';
    const length = isEscape ? 2 : 1;
    add(query.slice(index, index + length), index, true);
    index += length;
  }
  return { text, at: (offset) => origins[offset] ?? query.length };
}

/** True for what stands for a variable, and for a text with a variable in it. */
export function isVariable(text: string): boolean {
  return text.startsWith(mark) || /\$\{?\w|\[\[\w+/.test(text);
}

function variableAt(query: string, index: number): string {
  const found = /^(?:\$\{\w+(?::\w+)?\}|\$\w+|\[\[\w+(?::\w+)?\]\])/.exec(
    query.slice(index, index + 200),
  );
  return found?.[0] ?? '';
}

function stand(variable: string, isInRange: boolean, scrapeSeconds: number): string {
  const name = variable.replace(/[^\w]/g, '');
  if (isInRange) return name === '__rate_interval' ? `${4 * scrapeSeconds}s` : '5m';
  const isInterval = /^__(rate_interval|interval|range)(_s|_ms)?$/.test(name);
  return isInterval ? '300' : `${mark}${name}`;
}
