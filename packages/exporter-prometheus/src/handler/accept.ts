import { type EscapingScheme, escapingSchemes } from '@obs/prometheus-names';

/** A format that can be asked for. */
export type Format = 'text' | 'openmetrics' | 'protobuf';

/** What a scrape gets. */
export interface Negotiated {
  readonly format: Format;
  readonly escaping: EscapingScheme;
  readonly contentType: string;
}

interface Range {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly quality: number;
}

const utf8 = 'charset=utf-8';

/**
 * Chooses format and escaping by `Accept`: the range with the highest `q` that can be served, of
 * equal ones the first. Nothing usable gives text 0.0.4 with underscores.
 *
 * Source: Prometheus, "Content negotiation".
 */
export function negotiate(accept: string | undefined): Negotiated {
  // A scraper asks for the same each time.
  if (last !== undefined && last.accept === accept) return last.negotiated;
  const negotiated = chosen(accept);
  last = { accept, negotiated };
  return negotiated;
}

let last: { accept: string | undefined; negotiated: Negotiated } | undefined;

function chosen(accept: string | undefined): Negotiated {
  const ranges = (accept ?? '').split(',').map(parseRange);
  ranges.sort((a, b) => b.quality - a.quality);
  for (const range of ranges) {
    if (range.quality <= 0) continue;
    const found = served(range);
    if (found) return found;
  }
  return fallback;
}

const fallback: Negotiated = {
  format: 'text',
  escaping: 'underscores',
  contentType: `text/plain; version=0.0.4; ${utf8}`,
};

function served(range: Range): Negotiated | undefined {
  const { parameters } = range;
  const version = parameters.get('version');
  switch (range.type) {
    case 'application/vnd.google.protobuf': {
      if (parameters.get('proto') !== 'io.prometheus.client.MetricFamily') return undefined;
      if (parameters.get('encoding') !== 'delimited') return undefined;
      const escaping = escapingOf(range, true);
      const type = `${range.type}; proto=io.prometheus.client.MetricFamily; encoding=delimited`;
      return { format: 'protobuf', escaping, contentType: `${type}; escaping=${escaping}` };
    }
    case 'application/openmetrics-text': {
      if (version !== undefined && version !== '1.0.0' && version !== '0.0.1') return undefined;
      const escaping = escapingOf(range, version === '1.0.0');
      const type = `${range.type}; version=${version ?? '0.0.1'}; ${utf8}`;
      return { format: 'openmetrics', escaping, contentType: `${type}; escaping=${escaping}` };
    }
    case 'text/plain': {
      if (version !== undefined && version !== '1.0.0' && version !== '0.0.4') return undefined;
      const escaping = escapingOf(range, version === '1.0.0');
      const type = `text/plain; version=${version ?? '0.0.4'}; ${utf8}`;
      const said = version === '1.0.0' || parameters.has('escaping');
      return {
        format: 'text',
        escaping,
        contentType: said ? `${type}; escaping=${escaping}` : type,
      };
    }
    case 'text/*':
    case '*/*':
      return fallback;
    default:
      return undefined;
  }
}

/** Names in quotes exist only from version 1.0.0 on. */
function escapingOf(range: Range, quotes: boolean): EscapingScheme {
  const said = range.parameters.get('escaping');
  // Prometheus' document on content negotiation spells it so, all else `allow-utf-8`.
  const asked = said === 'allow-utf8' ? 'allow-utf-8' : said;
  const scheme = escapingSchemes.find((known) => known === asked) ?? 'underscores';
  return scheme === 'allow-utf-8' && !quotes ? 'underscores' : scheme;
}

function parseRange(text: string): Range {
  const [type = '', ...rest] = text.split(';').map((part) => part.trim());
  const parameters = new Map<string, string>();
  for (const part of rest) {
    const equals = part.indexOf('=');
    if (equals < 0) continue;
    const value = part.slice(equals + 1).trim();
    parameters.set(part.slice(0, equals).trim().toLowerCase(), value.replace(/^"(.*)"$/, '$1'));
  }
  const quality = Number(parameters.get('q') ?? 1);
  return {
    type: type.toLowerCase(),
    parameters,
    quality: Number.isFinite(quality) ? quality : 0,
  };
}

export type ContentEncoding = 'gzip' | 'zstd' | 'identity';

/** Chooses a compression by `Accept-Encoding`; zstd before gzip when both are equally welcome. */
export function negotiateEncoding(
  acceptEncoding: string | undefined,
  offered: readonly ContentEncoding[],
): ContentEncoding {
  if (!acceptEncoding) return 'identity';
  if (lastEncoding?.accept === acceptEncoding && lastEncoding.offered === offered) {
    return lastEncoding.chosen;
  }
  const chosen = chosenEncoding(acceptEncoding, offered);
  lastEncoding = { accept: acceptEncoding, offered, chosen };
  return chosen;
}

let lastEncoding:
  | { accept: string; offered: readonly ContentEncoding[]; chosen: ContentEncoding }
  | undefined;

function chosenEncoding(
  acceptEncoding: string,
  offered: readonly ContentEncoding[],
): ContentEncoding {
  const wanted = new Map<string, number>();
  for (const part of acceptEncoding.split(',')) {
    const { type, quality } = parseRange(part);
    if (type !== '') wanted.set(type, quality);
  }
  const any = wanted.get('*') ?? 0;
  let best: ContentEncoding = 'identity';
  let bestQuality = 0;
  for (const encoding of offered) {
    const quality = wanted.get(encoding) ?? any;
    if (encoding !== 'identity' && quality > bestQuality) {
      best = encoding;
      bestQuality = quality;
    }
  }
  return bestQuality >= (wanted.get('identity') ?? 0) ? best : 'identity';
}
