import { activeSpanFields, withFields } from './active-span.js';

const methods = ['debug', 'error', 'info', 'log', 'warn'] as const;

/**
 * `console`: the fields come after what is written, as `trace_id=... span_id=...`; into the object when
 * what is written is one line of JSON.
 */
export function correlateConsole(): () => void {
  const restores = methods.map((name) => {
    const original = console[name];
    const correlated = (...args: unknown[]): void => original.apply(console, correlate(args));
    console[name] = correlated;
    return () => {
      // Somebody wrapped it since: theirs stays.
      if (console[name] === correlated) console[name] = original;
    };
  });
  return () => {
    for (const restore of restores) restore();
  };
}

function correlate(args: unknown[]): unknown[] {
  const fields = activeSpanFields();
  if (fields === undefined) return args;
  const [first] = args;
  if (args.length === 1 && typeof first === 'string') {
    const line = withFields(first, fields);
    if (line !== first) return [line];
  }
  return [...args, `trace_id=${fields.trace_id} span_id=${fields.span_id}`];
}
