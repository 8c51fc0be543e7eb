// As much of PromQL as the contract's queries are written in: enough to see which series a query
// reads. Whether the whole expression is right is for a real Prometheus to say.

export interface Selector {
  readonly metric: string;
  readonly matchers: readonly { label: string; operator: string; value: string }[];
}

export interface Expression {
  readonly selectors: readonly Selector[];
  /** Labels in `by (...)`. */
  readonly grouping: readonly string[];
}

const functions = new Set(['avg', 'histogram_quantile', 'rate', 'sum', 'topk']);
const token =
  /\s+|(?<range>\[\d+[smhd]\])|(?<by>by)\s*\((?<labels>[\w\s,]*)\)|(?<name>[a-zA-Z_:][\w:]*)(?<body>\{[^}]*\})?|(?<number>\d+(?:\.\d+)?)|(?<open>\()|(?<close>\))|[,*/]/y;
const matcher = /^\s*(?<label>[a-zA-Z_]\w*)\s*(?<operator>=~|!~|!=|=)\s*"(?<value>[^"]*)"\s*$/;

/** @throws Error on anything that it does not know */
export function readPromql(query: string): Expression {
  const selectors: Selector[] = [];
  const grouping: string[] = [];
  let depth = 0;
  token.lastIndex = 0;
  while (token.lastIndex < query.length) {
    const rest = query.slice(token.lastIndex);
    const groups = token.exec(query)?.groups;
    if (groups === undefined) throw new Error(`cannot read ${JSON.stringify(rest)} in ${query}`);
    if (groups['open']) depth++;
    if (groups['close'] && --depth < 0) throw new Error(`one ) too many in ${query}`);
    if (groups['by']) grouping.push(...groups['labels']!.split(',').map((label) => label.trim()));
    const metric = groups['name'];
    if (metric === undefined) continue;
    if (functions.has(metric)) {
      if (!/^\s*(\(|by\b)/.test(query.slice(token.lastIndex))) {
        throw new Error(`${metric} without ( in ${query}`);
      }
      continue;
    }
    const body = groups['body']?.slice(1, -1) ?? '';
    const matchers = body === '' ? [] : body.split(',').map((text) => readMatcher(text, query));
    selectors.push({ metric, matchers });
  }
  if (depth !== 0) throw new Error(`${depth} ) missing in ${query}`);
  return { selectors, grouping };
}

function readMatcher(text: string, query: string): Selector['matchers'][number] {
  const groups = matcher.exec(text)?.groups;
  if (groups === undefined) throw new Error(`cannot read the matcher ${text} in ${query}`);
  return {
    label: groups['label']!,
    operator: groups['operator']!,
    value: groups['value']!,
  };
}
