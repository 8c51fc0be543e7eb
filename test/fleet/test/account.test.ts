import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Account,
  drive,
  type Effect,
  type Expected,
  effectsOfRound,
  expectedOf,
  type Fleet,
  seriesKey,
  services,
  startFleet,
} from '../src/index.ts';

/** Families that tell of the process and of HTTP under the names of OpenTelemetry, not of the traffic. */
const unaccounted =
  /^(process_|nodejs_|http_client_|http_server_|target_info$|service_health_status$)/;

/** Every sample that the services expose, by series. */
async function scrape(fleet: Fleet): Promise<Map<string, number>> {
  const samples = new Map<string, number>();
  for (const { id } of services) {
    const url = fleet.metricsUrl(id);
    if (url === undefined) continue;
    const text = await (await fetch(url)).text();
    for (const [, name, labels = '', value] of text.matchAll(/^([a-z]\w*)(?:\{(.*)\})? (\S+)/gm)) {
      if (name === undefined || unaccounted.test(name)) continue;
      const set = Object.fromEntries(
        [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, text]) => [key, text]),
      );
      samples.set(seriesKey(id, name, set), Number(value));
    }
  }
  return samples;
}

/** The samples of one series, and the values between which each must lie. */
function* samplesOf(expected: Expected): Generator<[key: string, least: number, most: number]> {
  const { service, family, labels, value, level, observations } = expected;
  const key = (suffix: string) => seriesKey(service, `${family}${suffix}`, labels);
  // Decimal fractions of a dollar do not add up exactly in binary.
  if (value !== undefined) yield [key(''), value * (1 - 1e-9), value * (1 + 1e-9)];
  if (level !== undefined) yield [key(''), ...level];
  if (observations !== undefined) {
    const { count, leastSum, mostSum } = observations;
    yield [key('_count'), count, count];
    yield [key('_sum'), leastSum, mostSum];
  }
}

function problems(account: Account, samples: ReadonlyMap<string, number>): string[] {
  const found: string[] = [];
  const known = new Set<string>();
  for (const [key, least, most] of expectedOf(account).flatMap((one) => [...samplesOf(one)])) {
    known.add(key);
    const value = samples.get(key);
    if (value === undefined || !(value >= least && value <= most)) {
      found.push(`${key} is ${value}, not ${least === most ? least : `${least} to ${most}`}`);
    }
  }
  for (const [key, value] of samples) {
    if (value === 0 || known.has(key) || / \w+_bucket /.test(key)) continue;
    found.push(`${key} is ${value}, and the account knows nothing of it`);
  }
  return found;
}

describe('the account of a round', () => {
  let fleet: Fleet;
  const account: Account[] = [];
  const samples: Map<string, number>[] = [];

  beforeAll(async () => {
    fleet = await startFleet();
    for (const round of [1, 2]) {
      account.push(await drive(fleet, { round }));
      samples.push(await scrape(fleet));
    }
  });
  afterAll(async () => {
    await fleet?.stop();
  });

  it('is what the services expose, series by series, no more and no less', () => {
    expect(problems(account[0] as Account, samples[0] as Map<string, number>)).toEqual([]);
  });

  it('is the same for every round, and rounds add up', () => {
    const [first, second] = account as [Account, Account];
    const effects = (sent: Account) => sent.map(({ scenario, effects }) => ({ scenario, effects }));
    expect(effects(second)).toEqual(effects(first));
    expect(problems([...first, ...second], samples[1] as Map<string, number>)).toEqual([]);
  });

  it('is known before it is sent', () => {
    const sent = (account[0] as Account).flatMap(({ effects }) => effects);
    expect(sent).toEqual(effectsOfRound(1));
  });

  it('agrees with what the models count that were asked', async () => {
    const usage = (await (await fetch(`${fleet.url('fake-llm')}/usage`)).json()) as object;
    const counted: Record<string, { calls: number; prompt: number; completion: number }> = {};
    const of = ({ provider, model }: { provider: string; model: string }) => {
      const key = `${provider} ${model}`;
      counted[key] ??= { calls: 0, prompt: 0, completion: 0 };
      return counted[key];
    };
    for (const effect of account.flat().flatMap(({ effects }): readonly Effect[] => effects)) {
      if (effect.what === 'llm') of(effect).calls += 1;
      if (effect.what !== 'llm-tokens') continue;
      of(effect).prompt += effect.prompt;
      of(effect).completion += effect.completion;
    }
    expect(usage).toEqual(counted);
  });

  it('has no service that ended meanwhile', () => {
    expect(fleet.crashes).toEqual([]);
  });
});
