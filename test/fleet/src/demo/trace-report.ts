import type { Exemplar, Labels } from '@obs-test/backends';
import type { SpanNode } from '../trace/tree.ts';

const width = 120;
const nameWidth = 66;
const serviceWidth = 17;
const timeWidth = 10;

/** A trace as a tree, a line for each span; fits into a terminal of 120 columns. */
export function traceReport(traceId: string, roots: readonly SpanNode[]): string {
  return [
    row(`TRACE ${traceId}`, 'SERVICE', 'TIME', ''),
    '-'.repeat(width),
    ...roots.flatMap((root) => lines(root, '', '')),
  ].join('\n');
}

/** The line about the way from a bucket to that trace. */
export function exemplarLine(series: Labels, { value }: Exemplar): string {
  const { __name__: name = '', le, pipeline } = series;
  return `${name}{pipeline="${pipeline}",le="${le}"} has it as its exemplar, at ${value.toFixed(3)} s`;
}

function lines(node: SpanNode, first: string, rest: string): string[] {
  const last = node.children.length - 1;
  return [
    row(`${first}${node.name}`, node.service, millis(node.durationMicros), remark(node)),
    ...node.children.flatMap((child, at) =>
      lines(
        child,
        `${rest}${at === last ? '└─ ' : '├─ '}`,
        `${rest}${at === last ? '   ' : '│  '}`,
      ),
    ),
  ];
}

function row(name: string, service: string, time: string, remark: string): string {
  const columns = [
    name.slice(0, nameWidth - 1).padEnd(nameWidth),
    service.slice(0, serviceWidth - 1).padEnd(serviceWidth),
    time.padStart(timeWidth),
    `  ${remark}`,
  ];
  return columns.join('').trimEnd().slice(0, width);
}

function millis(micros: number): string {
  return `${(micros / 1000).toFixed(1)} ms`;
}

/** The one thing worth a look: an error, else what a model used. */
function remark({ isError, message, attributes }: SpanNode): string {
  if (isError) return `ERROR ${message}`.trimEnd();
  const tokens = attributes['gen_ai.usage.output_tokens'];
  return tokens === undefined ? '' : `${tokens} tokens`;
}
