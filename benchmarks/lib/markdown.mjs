import { readFileSync, writeFileSync } from 'node:fs';

function row(cells) {
  return `| ${cells.join(' | ')} |`;
}

/** A table whose first column is text and whose others are numbers. */
export function table(head, rows) {
  return [row(head), row(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(row)].join(
    '\n',
  );
}

/** One line about the machine and the versions that figures are of; several if a run was done in parts. */
export function machineText(...machines) {
  const [{ node, cpu, cores, memoryGiB, versions }] = machines;
  const packages = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const loads = machines.map(({ loadAverage }) => loadAverage[0]);
  const dates = machines.map(({ date }) => date.slice(0, 10));
  return (
    `Node ${node}, ${cpu}, ${cores} cores, ${memoryGiB} GiB, load average ${range(loads)} at the start, ` +
    `${range(dates)}. ${packages.join(', ')}.`
  );
}

function range(values) {
  const sorted = values.toSorted((a, b) => (a < b ? -1 : 1));
  const [least, most] = [sorted[0], sorted.at(-1)];
  return least === most ? `${least}` : `${least} to ${most}`;
}

/** Replaces the generated sections of a file: what is between `<!-- name -->` and `<!-- /name -->`. */
export function replaceSections(url, sections) {
  let text = readFileSync(url, 'utf8');
  for (const [name, content] of Object.entries(sections)) {
    const pattern = new RegExp(`<!-- ${name} -->\n[^]*?<!-- /${name} -->`);
    if (!pattern.test(text)) throw new Error(`${url} has no section ${name}`);
    text = text.replace(pattern, () => `<!-- ${name} -->\n${content}\n<!-- /${name} -->`);
  }
  writeFileSync(url, text);
}
