import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promParsers } from '../backends/prom-parsers.ts';
import type { Labels } from '../client/types.ts';
import { ExpositionError, StartFailedError } from '../errors.ts';

export interface ParsedFamily {
  /** Counters without `_total`. */
  readonly name: string;
  readonly type: string;
  readonly help: string;
  /** '' when there is none; always '' in the text format. */
  readonly unit: string;
  readonly samples: readonly ParsedSample[];
}

export interface ParsedSample {
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
  /** Seconds since the epoch; the text format's milliseconds are converted. */
  readonly timestamp?: number;
  readonly exemplar?: {
    readonly labels: Labels;
    readonly value: number;
    readonly timestamp?: number;
  };
}

/** The Python client's parsers, in a process that is started once and asked often. */
export interface Parsers {
  /**
   * Parses a whole OpenMetrics exposition, strictly: `# EOF`, order, suffixes,
   * buckets, exemplars.
   *
   * @throws ExpositionError with the parser's words
   */
  openMetrics(text: string): Promise<ParsedFamily[]>;
  /** Parses the Prometheus text format. It is lenient. */
  text(text: string): Promise<ParsedFamily[]>;
  /** Ends the process. */
  stop(): Promise<void>;
}

/**
 * Starts the parsers: 100 ms, after which a document of a few lines takes less
 * than one. The process ends with `stop()`, or with this process.
 *
 * @throws BackendMissingError when there is no Python
 */
export async function startParsers(): Promise<Parsers> {
  const { path } = await promParsers();
  // Isolated from the user's Python settings, and UTF-8 whatever the locale is.
  const args = ['-I', '-X', 'utf8', join(import.meta.dirname, 'parsers.py')];
  const child = spawn(path, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    complaints = (complaints + chunk).slice(-10_000);
  });
  const waiting: { resolve(line: string): void; reject(error: Error): void }[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.resolve(line));
  const ended = new Promise<void>((resolve) => {
    child.on('error', () => resolve());
    child.on('close', () => resolve());
  }).then(() => {
    const error = new StartFailedError('prom-parsers', 'ended', complaints);
    for (const { reject } of waiting.splice(0)) reject(error);
  });
  child.stdin.on('error', () => {});

  const parse = async (format: 'openmetrics' | 'text', text: string) => {
    const line = await new Promise<string>((resolve, reject) => {
      if (child.exitCode !== null || child.stdin.destroyed) {
        reject(new StartFailedError('prom-parsers', 'has ended', complaints));
        return;
      }
      waiting.push({ resolve, reject });
      child.stdin.write(`${JSON.stringify({ format, text })}\n`);
    });
    const answer = JSON.parse(line) as { error: string } | { families: RawFamily[] };
    if ('error' in answer) throw new ExpositionError(format, answer.error, text);
    return answer.families.map(toFamily);
  };
  return {
    openMetrics: (text) => parse('openmetrics', text),
    text: (text) => parse('text', text),
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}

interface RawSample {
  readonly name: string;
  readonly labels: Labels;
  readonly value: string;
  readonly timestamp: string | null;
  readonly exemplar: { labels: Labels; value: string; timestamp: string | null } | null;
}
type RawFamily = Omit<ParsedFamily, 'samples'> & { readonly samples: readonly RawSample[] };

function toFamily(raw: RawFamily): ParsedFamily {
  return { ...raw, samples: raw.samples.map(toSample) };
}

function toSample({ name, labels, value, timestamp, exemplar }: RawSample): ParsedSample {
  return {
    name,
    labels,
    value: toNumber(value),
    ...at(timestamp),
    ...(exemplar === null
      ? {}
      : {
          exemplar: {
            labels: exemplar.labels,
            value: toNumber(exemplar.value),
            ...at(exemplar.timestamp),
          },
        }),
  };
}

function at(timestamp: string | null): { timestamp?: number } {
  return timestamp === null ? {} : { timestamp: toNumber(timestamp) };
}

/** Python writes `inf`, `-inf` and `nan`. */
function toNumber(text: string): number {
  if (text.endsWith('inf')) return text.startsWith('-') ? -Infinity : Infinity;
  return Number(text);
}
