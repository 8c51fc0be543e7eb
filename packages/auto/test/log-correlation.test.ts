import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Application, application, type Ended } from './child.js';
import { type ReceivedSpan, type Receiver, receiver } from './otlp.js';

// A busy machine takes seconds to start a process.
vi.setConfig({ testTimeout: 30_000 });

const running: Application[] = [];
let collector: Receiver;

beforeEach(async () => {
  collector = await receiver();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((app) => app.stop()));
  collector.close();
});

/** Runs the loggers in one request, and gives what they wrote and the request's span. */
async function logs(
  file: string,
  env: Readonly<Record<string, string>>,
): Promise<Ended & { span: ReceivedSpan | undefined }> {
  const app = application(['--import', '@obs/auto', file], env);
  running.push(app);
  await (await fetch(await app.url())).text();
  return { ...(await app.stop()), span: collector.spans[0] };
}

/** What each logger writes without us, at both places. */
const plain = (where: string, fields = '') => [
  `pino {"level":30,"where":"${where}","msg":"hello"${fields}}`,
  `pino {"level":40,"child":true,"msg":"hello"${fields}}`,
];
const winston = (line: string) => JSON.parse(line.replace('winston ', ''));

describe.each(['logs.cjs', 'logs.mjs'])('%s', (file) => {
  it('has trace and span in what each logger writes inside a request, and nowhere else', async () => {
    const { stdout, stderr, span } = await logs(file, {
      ...collector.environment,
      OBS_LOG_CORRELATION: 'true',
    });
    const fields = { trace_id: span?.traceId, span_id: span?.spanId };
    expect(fields.trace_id).toMatch(/^[0-9a-f]{32}$/);
    const text = JSON.stringify(fields).slice(1, -1);
    const lines = stdout.split('\n');
    expect(lines).toEqual(expect.arrayContaining(plain('outside')));
    expect(lines).toEqual(expect.arrayContaining(plain('inside', `,${text}`)));
    expect(lines).toContain('console outside');
    expect(lines).toContain(`console inside trace_id=${fields.trace_id} span_id=${fields.span_id}`);
    expect(stderr.split('\n')).toEqual(
      expect.arrayContaining(['{"where":"outside"}', `{"where":"inside",${text}}`]),
    );
    const entries = lines.filter((line) => line.startsWith('winston')).map(winston);
    expect(entries).toEqual([
      { level: 'info', message: 'hello', where: 'outside' },
      { level: 'warn', message: 'hello', child: true },
      { level: 'info', message: 'hello', where: 'inside', ...fields },
      { level: 'warn', message: 'hello', child: true, ...fields },
    ]);
  });

  it('writes byte for byte what it always does when it is not asked for', async () => {
    const [off, alone] = await Promise.all([
      logs(file, collector.environment),
      logs(file, { OTEL_SDK_DISABLED: 'true' }),
    ]);
    const withoutUrl = (text: string) => text.replace(/^http.*$/m, '');
    expect(withoutUrl(off.stdout)).toBe(withoutUrl(alone.stdout));
    expect(off.stderr).toBe(alone.stderr);
  });

  it('has them only from the loggers that are named', async () => {
    const { stdout, span } = await logs(file, {
      ...collector.environment,
      OBS_LOG_CORRELATION: 'pino',
    });
    const lines = stdout.split('\n').filter((line) => line.includes(String(span?.traceId)));
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).toMatch(/^pino /);
  });
});

it('a logger that nobody knows is a line, and so is a correlation without traces', async () => {
  const unknown = await logs('logs.cjs', {
    ...collector.environment,
    OBS_LOG_CORRELATION: 'pine',
  });
  expect(unknown.lines.join('\n')).toContain(
    'OBS_LOG_CORRELATION names pine, which is unknown; did you mean pino?',
  );
  const off = await logs('logs.cjs', { OBS_LOG_CORRELATION: 'pino' });
  expect(off.lines.join('\n')).toContain('OBS_LOG_CORRELATION has no effect: traces are off.');
});
