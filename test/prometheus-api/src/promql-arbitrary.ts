import fc from 'fast-check';

/**
 * A query as tokens, with what it reads: known names, and whether it has a selector whose names
 * nobody can list. White space and comments may stand between any two tokens.
 */
export interface Generated {
  readonly tokens: readonly string[];
  readonly reads: ReadonlySet<string>;
  readonly open: boolean;
}

export const allowedNames = ['alpha', 'beta_total', 'gamma_seconds_bucket', 'a:b'] as const;
/** Some of them look like allowed ones, some like words of the language or of JavaScript. */
export const forbiddenNames = [
  'secret',
  'secret_total',
  'alpha_total',
  'alph',
  'alphaa',
  'beta',
  'gamma_seconds',
  'ALPHA',
  'b:a',
  'sum',
  'by',
  'info',
  'rate',
  'start',
  'constructor',
  'toString',
  '__proto__',
] as const;

const join = (parts: readonly (string | Generated)[]): Generated => ({
  tokens: parts.flatMap((part) => (typeof part === 'string' ? [part] : part.tokens)),
  reads: new Set(parts.flatMap((part) => (typeof part === 'string' ? [] : [...part.reads]))),
  open: parts.some((part) => typeof part !== 'string' && part.open),
});

const leaf = (
  tokens: readonly string[],
  reads: readonly string[] = [],
  open = false,
): Generated => ({
  tokens,
  reads: new Set(reads),
  open,
});

const duration = fc.constantFrom('1m', '5m', '1h', '30s', '1m30s', '300');
const label = fc.constantFrom('job', 'le', 'secret', 'alpha', 'instance', 'on', 'sum', 'bool');
/** Strings in which a careless reader sees an end, a comment or a name. */
const text = fc.constantFrom(
  'x',
  '',
  'secret',
  '#',
  '}',
  '{',
  ') or secret',
  '/*',
  '.*',
  'é',
  '\u2028',
);
const literal = fc.oneof(
  text.map((content) => JSON.stringify(content)),
  text.map((content) => `'${content}'`),
  text.map((content) => `\`${content}\``),
  fc.constantFrom('"\\""', "'\\''", '"\\\\"', '"\\" or secret or \\""', '`\\`', '"`"', "'\"'"),
);
const matcher = fc
  .tuple(label, fc.constantFrom('=', '!=', '=~', '!~'), literal)
  .map((parts) => [...parts]);

function selectorOf(name: fc.Arbitrary<string>): fc.Arbitrary<Generated> {
  const quote = (value: string) => fc.constantFrom(`"${value}"`, `'${value}'`, `\`${value}\``);
  const withMatchers = (head: readonly string[], reads: readonly string[], open = false) =>
    fc.array(matcher, { maxLength: 2 }).map((matchers) => {
      const all = head.length > 0 ? [head, ...matchers] : matchers;
      const inner = all.flatMap((tokens, index) => (index === 0 ? tokens : [',', ...tokens]));
      return leaf(['{', ...inner, '}'], reads, open);
    });
  const bare = name.map((value) => leaf([value], [value]));
  const braces = name.chain((value) =>
    withMatchers([], []).map((matchers) => join([leaf([value], [value]), matchers])),
  );
  const equal = name.chain((value) =>
    quote(value).chain((quoted) => withMatchers(['__name__', '=', quoted], [value])),
  );
  const quoted = name.chain((value) => quote(value).chain((q) => withMatchers([q], [value])));
  const pattern = fc.array(name, { minLength: 1, maxLength: 3 }).chain((values) =>
    fc
      .constantFrom(values.join('|'), `(${values.join('|')})`, `(?:${values.join('|')})`)
      .chain((regexp) => quote(regexp))
      .chain((quoted) => withMatchers(['__name__', '=~', quoted], values)),
  );
  const optional = name.chain((value) =>
    withMatchers(['__name__', '=~', `"${value}(_total)?"`], [value, `${value}_total`]),
  );
  return fc.oneof(bare, braces, equal, quoted, pattern, optional);
}

/** Selectors whose names cannot be listed. */
const openSelector = fc
  .constantFrom(
    ['{', 'job', '=', '"x"', '}'],
    ['{', '}'],
    ['{', '__name__', '=~', '".+"', '}'],
    ['{', '__name__', '=~', '"alpha.*"', '}'],
    ['{', '__name__', '=~', '"alpha|sec.+"', '}'],
    ['{', '__name__', '=~', '"[a]lpha"', '}'],
    ['{', '__name__', '=~', '"(?i)alpha"', '}'],
    ['{', '__name__', '!=', '"alpha"', '}'],
    ['{', '__name__', '!~', '"alpha"', '}'],
    ['{', '__name__', '=', '"\\x73ecret"', '}'],
    ['{', '__name__', '=', '"\\163ecret"', '}'],
    ['{', '"__name__"', '=~', '".+"', '}'],
  )
  .map((tokens) => leaf(tokens, [], true));

/** PromQL whose selectors come from `selector`. */
function queryOf(selector: fc.Arbitrary<Generated>): fc.Arbitrary<Generated> {
  const number = fc.constantFrom('1', '0.5', '1e3', 'Inf', 'NaN').map((digits) => leaf([digits]));
  const grouping = fc
    .tuple(fc.constantFrom('by', 'without', 'BY'), fc.array(label, { maxLength: 2 }))
    .map(([word, labels]) => [
      word,
      '(',
      ...labels.flatMap((one, i) => (i ? [',', one] : [one])),
      ')',
    ]);
  const matching = fc
    .tuple(
      fc.constantFrom('on', 'ignoring'),
      label,
      fc.constantFrom([], ['group_left', '(', ')'], ['group_right', '(', 'job', ')']),
    )
    .map(([word, one, group]) => [word, '(', one, ')', ...group]);
  const { expression } = fc.letrec<{ expression: Generated; vector: Generated }>((tie) => ({
    vector: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'q' },
      selector,
      fc.tuple(tie('expression')).map(([inner]) => join(['(', inner, ')'])),
      fc
        .tuple(fc.constantFrom('rate', 'increase', 'max_over_time'), selector, duration)
        .map(([name, inner, range]) => join([name, '(', inner, '[', range, ']', ')'])),
      fc
        .tuple(tie('vector'), duration, fc.constantFrom('', '1m'))
        .map(([inner, range, step]) =>
          join(['avg_over_time', '(', inner, '[', range, ':', ...(step ? [step] : []), ']', ')']),
        ),
      fc
        .tuple(
          fc.constantFrom('sum', 'max', 'COUNT', 'group'),
          grouping,
          tie('expression'),
          fc.boolean(),
        )
        .map(([name, by, inner, before]) =>
          before ? join([name, ...by, '(', inner, ')']) : join([name, '(', inner, ')', ...by]),
        ),
      fc
        .tuple(tie('vector'), literal, literal)
        .map(([inner, to, from]) =>
          join([
            'label_replace',
            '(',
            inner,
            ',',
            '"__name__"',
            ',',
            to,
            ',',
            from,
            ',',
            '""',
            ')',
          ]),
        ),
      fc
        .tuple(fc.constantFrom('abs', 'absent', 'sort', 'timestamp'), tie('vector'))
        .map(([name, inner]) => join([name, '(', inner, ')'])),
      fc
        .tuple(selector, duration, fc.boolean())
        .map(([inner, by, back]) => join([inner, 'offset', ...(back ? ['-'] : []), by])),
      fc
        .tuple(selector, fc.constantFrom(['1700000000'], ['start', '(', ')'], ['end', '(', ')']))
        .map(([inner, at]) => join([inner, '@', ...at])),
    ),
    expression: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'q' },
      tie('vector'),
      number,
      fc
        .tuple(
          tie('vector'),
          fc.constantFrom('+', '-', '*', '/', '==', '>', 'and', 'or', 'unless', 'OR'),
          fc.oneof(fc.constant([]), matching),
          tie('vector'),
        )
        .map(([left, operator, how, right]) => join(['(', left, operator, ...how, right, ')'])),
      fc.tuple(tie('vector')).map(([inner]) => join(['-', inner])),
      fc
        .tuple(tie('vector'))
        .map(([inner]) => join(['vector', '(', 'scalar', '(', inner, ')', ')'])),
    ),
  }));
  return expression;
}

/** What may stand between tokens; each is white space to every parser of PromQL. */
const gap = fc.constantFrom(' ', '\n', '\t', '\r\n', ' # secret\n', ' # ) or secret }"\n', '  ');

/** Puts a query's tokens together with gaps from a list, which is used again from its start. */
export function written({ tokens }: Generated, gaps: readonly string[]): string {
  return tokens.map((token, index) => token + gaps[index % gaps.length]!).join('');
}

export const gaps = fc.array(gap, { minLength: 1, maxLength: 5 });

/** Queries that read allowed names only. */
export const allowedQuery = queryOf(selectorOf(fc.constantFrom(...allowedNames)));

/** Queries that read anything. */
export const anyQuery = queryOf(
  fc.oneof(
    { weight: 3, arbitrary: selectorOf(fc.constantFrom(...allowedNames)) },
    { weight: 1, arbitrary: selectorOf(fc.constantFrom(...forbiddenNames)) },
    { weight: 1, arbitrary: openSelector },
  ),
);

const junk = fc.constantFrom(
  ...[
    '"',
    "'",
    '`',
    '{',
    '}',
    '(',
    ')',
    '[',
    ']',
    '#',
    '\r',
    '\n',
    ',',
    '|',
    '.',
    '*',
    '=',
    '~',
    '!',
    '@',
  ],
  ...[
    ':',
    '-',
    '\\',
    ' ',
    ' secret ',
    ' or secret',
    '__name__',
    '\u00a0',
    '\0',
    'by',
    'offset',
    '"\r',
  ],
);

/** A text and some changes to it: characters taken out and put in. */
export function mutated(query: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const change = fc.record({ at: fc.nat(), drop: fc.nat(3), put: fc.oneof(junk, fc.constant('')) });
  return fc.tuple(query, fc.array(change, { minLength: 1, maxLength: 4 })).map(([start, changes]) =>
    changes.reduce((now, { at, drop, put }) => {
      const place = at % (now.length + 1);
      return now.slice(0, place) + put + now.slice(place + drop);
    }, start),
  );
}
