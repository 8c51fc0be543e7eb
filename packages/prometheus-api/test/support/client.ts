import {
  createPrometheusApi,
  type PrometheusApi,
  type PrometheusApiOptions,
} from '../../src/index.js';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** A busy machine must not run into a limit that a test is not about. */
const ample = 60_000;
const budgets = {
  summary: ample,
  system: ample,
  providers: ample,
  models: ample,
  business: ample,
  performance: ample,
  all: ample,
};

/** An API whose log is kept. */
export function testApi(options: PrometheusApiOptions): {
  api: PrometheusApi;
  lines: string[];
  get(path: string): Promise<Reply>;
} {
  const lines: string[] = [];
  const api = createPrometheusApi({
    log: (line) => lines.push(line),
    budgets,
    timeoutMillis: ample,
    ...options,
  });
  const get = async (path: string) => {
    const url = `/prometheus/metrics/${path}`;
    const answer = await api.handler({ method: 'GET', url, headers: {} });
    if (!answer) throw new Error(`${url} is not served`);
    const text = Buffer.from(answer.body ?? []).toString('utf8');
    return { status: answer.status, headers: answer.headers, text };
  };
  return { api, lines, get };
}

/** The families and samples of a text that must be in the exposition format. */
export function parseExposition(text: string): { types: Map<string, string>; samples: string[] } {
  const types = new Map<string, string>();
  const helps = new Set<string>();
  const samples: string[] = [];
  let current = '';
  for (const line of text.split('\n')) {
    const header = /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)$/.exec(line);
    if (header) {
      const [, word, name, rest] = header as unknown as [string, string, string, string];
      if (word === 'HELP') {
        if (helps.has(name)) throw new Error(`${name} comes twice`);
        helps.add(name);
        current = name;
      } else {
        if (name !== current || types.has(name)) throw new Error(`TYPE of ${name} is out of place`);
        types.set(name, rest);
      }
    } else if (line !== '') {
      const sample =
        /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*",?)*\})? (\S+)$/.exec(
          line,
        );
      if (!sample) throw new Error(`no exposition: ${line}`);
      const name = sample[1]!.replace(/_(?:bucket|sum|count)$/, '');
      if (sample[1] !== current && name !== current) throw new Error(`${line} is out of place`);
      samples.push(line);
    }
  }
  return { types, samples };
}
