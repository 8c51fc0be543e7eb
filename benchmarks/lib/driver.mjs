/** How many values each label takes, by number of labels, live series, and whether one or all vary. */
export function fanOuts(attributes, series, vary) {
  const counts = new Array(attributes).fill(1);
  if (attributes === 0) return counts;
  if (vary === 'one' || attributes === 1) {
    counts[attributes - 1] = series;
    return counts;
  }
  let left = series;
  for (let i = 0; i < attributes && left > 1; i++) {
    const share =
      i === attributes - 1 ? left : Math.max(2, Math.round(left ** (1 / (attributes - i))));
    counts[i] = Math.min(left, nearestDivisor(left, share));
    left = Math.round(left / counts[i]);
  }
  return counts;
}

function nearestDivisor(number, wanted) {
  for (let distance = 0; ; distance++) {
    for (const divisor of [wanted + distance, wanted - distance]) {
      if (divisor > 0 && number % divisor === 0) return divisor;
    }
  }
}

/**
 * The label values of series 0, 1, ... as one array a label, each candidate with strings of its own.
 * `literal` strings are like those written in a program, of which V8 keeps one copy that compares by
 * address; `runtime` strings are like those that arrive with a request.
 */
export function labelColumns(attributes, series, vary, strings = 'literal') {
  const counts = fanOuts(attributes, series, vary);
  let stride = 1;
  return counts.map((count, label) => {
    const words = Array.from({ length: count }, (_, i) => {
      const word = Buffer.from(`/label-${label}/value-${i}`).toString();
      return strings === 'literal' ? Object.keys({ [word]: 0 })[0] : word;
    });
    const column = Array.from({ length: series }, (_, i) => words[Math.floor(i / stride) % count]);
    stride *= count;
    return column;
  });
}

const valueCount = 16_384;

/**
 * Measured values from a millisecond to twenty seconds, even on a logarithmic scale, in an order that
 * no branch predictor learns: a cycle of a hundred values would favour searches full of branches.
 */
function randomValues() {
  let state = 1;
  return Array.from({ length: valueCount }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return 0.001 * 20_000 ** (state / 2 ** 32);
  });
}

let serial = 0;

/**
 * The code of an application with `instruments` instruments, each used in one place with an object
 * literal of its own shape. Generated, because such code is what is to be measured: a loop over
 * instruments in an array would be one call site for all of them.
 *
 * `run(rounds)` records once on every instrument in every round, on the next series.
 */
export function makeDriver(candidate, scenario) {
  const { kind, attributes, series, instruments, vary, strings, integers } = scenario;
  const made = [];
  for (let i = 0; i < instruments; i++) {
    const keys = Array.from({ length: attributes }, (_, label) => `key_${i}_${label}`);
    made.push({ keys, instrument: candidate.create(kind, keys, `${kind}_${i}`) });
  }
  const columns = labelColumns(attributes, series, vary, strings);
  const values = randomValues();
  const bound = candidate.style.endsWith(' bound');
  const handles = bound
    ? made.map(({ keys, instrument }) =>
        Array.from({ length: series }, (_, row) =>
          candidate.bind(
            instrument,
            Object.fromEntries(keys.map((key, label) => [key, columns[label][row]])),
          ),
        ),
      )
    : [];
  const value = integers
    ? '1 + (row & 7)'
    : kind === 'counter'
      ? '1'
      : `values[(tick = (tick + 1) & ${valueCount - 1})]`;
  const calls = made.map(({ keys }, i) => {
    // A label that never varies is written out, as it is in a program.
    const entries = keys.map((key, label) => {
      const column = columns[label];
      const isConstant = strings !== 'runtime' && column.every((word) => word === column[0]);
      return `${key}: ${isConstant ? JSON.stringify(column[0]) : `column${label}[row]`}`;
    });
    // Without attributes a program passes none.
    const literal = entries.length === 0 ? undefined : `{${entries.join(', ')}}`;
    return callText(candidate.style, kind, i, value, literal);
  });
  const text = `
    ${made.map((_, i) => `const instrument${i} = made[${i}].instrument, handles${i} = handles[${i}];`).join('\n')}
    ${columns.map((_, label) => `const column${label} = columns[${label}];`).join('\n')}
    let row = 0;
    let tick = 0;
    return function run${++serial}(rounds) {
      for (let round = 0; round < rounds; round++) {
        row = row + 1 === ${series} ? 0 : row + 1;
        ${calls.join('\n')}
      }
    };`;
  const sink = makeSink();
  const empty = candidate.style === 'call' ? makeEmpty() : undefined;
  return new Function('made', 'handles', 'columns', 'values', 'sink', 'empty', text)(
    made,
    handles,
    columns,
    values,
    sink,
    empty,
  );
}

function callText(style, kind, i, value, literal) {
  const method = kind === 'counter' ? 'add' : 'record';
  switch (style) {
    case 'floor':
      return `instrument${i}.value += 1;`;
    case 'sink':
      return `sink(instrument${i}, ${literal}, ${value});`;
    case 'call':
      return `empty(${value}, ${literal});`;
    case 'otel':
      return `instrument${i}.${method}(${literal === undefined ? value : `${value}, ${literal}`});`;
    case 'otel bound':
      return `handles${i}[row].${method}(${value});`;
    case 'prom':
      return `instrument${i}.${promMethod(kind)}(${literal === undefined ? value : `${literal}, ${value}`});`;
    default:
      return `handles${i}[row].${promMethod(kind)}(${value});`;
  }
}

function promMethod(kind) {
  return kind === 'counter' ? 'inc' : kind === 'gauge' ? 'set' : 'observe';
}

/** Does nothing, in more bytecode than V8 puts into a caller's code. */
function makeEmpty() {
  const never = Array.from({ length: 80 }, (_, i) => `value += attributes.never${i};`).join(' ');
  return new Function('value', 'attributes', `if (value < 0) { ${never} throw value; }`);
}

/** Takes an object so that it must be made: what a caller pays before any library is entered. */
function makeSink() {
  let last;
  return function sink(cell, literal, value) {
    cell.value += 1;
    last = literal;
    if (value < 0) throw new Error('negative');
    if (cell.value < 0) throw new Error(String(last));
  };
}
