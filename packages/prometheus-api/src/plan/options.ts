import { invalidOption } from '../errors.js';
import type { NameOptions } from './names.js';

/** What is asked, and of which backend. */
export interface PlanOptions extends NameOptions {
  /** Label values that every series must have (`{ job: 'backend' }`), when Prometheus sees several. */
  readonly matchers?: Readonly<Record<string, string>>;
  /** PromQL duration over which rates, means and quantiles are taken. Default `5m`. */
  readonly rateWindow?: string;
  /** Regular expression (JavaScript, whole status) of HTTP statuses that are errors. Default `5..`. */
  readonly httpErrorStatus?: string;
  /** The same for model statuses that are no errors. Default `success|ok|2..`. */
  readonly modelSuccessStatus?: string;
}

export interface PlanConfig extends NameOptions {
  readonly matchers: Readonly<Record<string, string>>;
  readonly rateWindow: string;
  readonly httpErrorStatus: string;
  readonly modelSuccessStatus: string;
}

const duration = /^(?:[1-9]\d*(?:ms|[smhdwy]))+$/;
const labelName = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Checks the options; throws `OBS_PROMAPI_INVALID_OPTION`. */
export function planConfig(options: PlanOptions = {}): PlanConfig {
  const { rateWindow = '5m', matchers = {} } = options;
  if (!duration.test(rateWindow)) {
    throw invalidOption('rateWindow', `${rateWindow} is no duration`, 'Write 30s, 5m or 1h30m.');
  }
  for (const label of Object.keys(matchers)) {
    if (labelName.test(label) && label !== '__name__') continue;
    throw invalidOption('matchers', `${label} is no label`, 'Use letters, digits and _.');
  }
  const { httpErrorStatus = '5..', modelSuccessStatus = 'success|ok|2..' } = options;
  for (const [option, pattern] of Object.entries({ httpErrorStatus, modelSuccessStatus })) {
    if (!isPattern(pattern)) {
      throw invalidOption(option, `${pattern} is no regular expression`, 'Write 5.. or a|b.');
    }
  }
  return { ...options, rateWindow, matchers, httpErrorStatus, modelSuccessStatus };
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}
