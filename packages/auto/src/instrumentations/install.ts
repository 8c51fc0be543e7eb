import { onceReported, reason, say } from '../log.js';
import { nearest } from '../nearest.js';
import type { Preset } from '../presets/preset.js';
import { isSpanName, libraries, spanNames } from '../tracing/names.js';
import { start as grpc } from './grpc.js';
import { start as http } from './http.js';
import { start as runtime } from './runtime.js';

/** What takes an instrumentation away again. */
export interface Installed {
  readonly name: string;
  disable(): void;
}

/** Starts one instrumentation under a preset; throws when the preset asks for what cannot be. */
export type Start = (preset: Preset, onError: (error: unknown) => void) => { disable(): void };

/** What makes spans, when tracing is on; loaded from a file of its own. */
export type SpanModule = Pick<
  typeof import('../tracing/tracing.js'),
  'startSpans' | 'installedLibraries'
>;

/**
 * Every instrumentation by the name that `OBS_INSTRUMENTATIONS` takes. None is behind a `require`: what
 * that reaches, and all it depends on, the bundler would keep whole and wrap in functions.
 */
const instrumentations: Readonly<Record<string, Start>> = { http, grpc, runtime };

/**
 * Installs the instrumentations of the list, or those of the preset. One that cannot start is a line
 * and is left out; so is a name that nobody knows. `none` is an empty list.
 */
export function install(
  preset: Preset,
  list: readonly string[] | undefined,
  spans: SpanModule | undefined,
): Installed[] {
  const metrics = list ?? [
    ...(preset.http === false && !preset.httpClient ? [] : ['http']),
    ...(preset.grpc === false ? [] : ['grpc']),
    ...(preset.runtime === false ? [] : ['runtime']),
  ];
  const wanted = [
    ...metrics,
    ...(list === undefined && spans !== undefined
      ? [...spanNames, ...spans.installedLibraries()]
      : []),
  ];
  if (wanted.includes('none')) return [];
  return [...new Set(wanted)].flatMap((name) => {
    const starters: (() => { disable(): void })[] = [];
    const start = Object.hasOwn(instrumentations, name) ? instrumentations[name] : undefined;
    if (start !== undefined && metrics.includes(name)) {
      starters.push(() => start(preset, onceReported(`the instrumentation ${name}`)));
    }
    const makesSpans = isSpanName(name) || libraries.has(name);
    if (spans !== undefined && makesSpans) {
      starters.push(() => spans.startSpans(name, onceReported(`the instrumentation ${name}`)));
    }
    if (start === undefined && !makesSpans) {
      const names = [
        ...new Set([...Object.keys(instrumentations), ...spanNames, ...libraries.keys(), 'none']),
      ];
      say(
        `OBS_INSTRUMENTATIONS names ${name.slice(0, 100)}, which is unknown; did you mean ${nearest(name, names)}?`,
      );
    }
    return startAll(name, starters);
  });
}

/** One that cannot start is left out alone: spans do not depend on metrics. */
function startAll(name: string, starters: readonly (() => { disable(): void })[]): Installed[] {
  const started = starters.flatMap((start) => {
    try {
      return [start()];
    } catch (error) {
      say(`the instrumentation ${name} is left out: ${reason(error)}`);
      return [];
    }
  });
  if (started.length === 0) return [];
  return [
    {
      name,
      disable: () => {
        for (const { disable } of started) disable();
      },
    },
  ];
}
