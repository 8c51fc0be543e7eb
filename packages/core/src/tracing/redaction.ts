import type { Attributes, AttributeValue } from '@opentelemetry/api';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace';

/** Attributes that hold nothing but a query string. */
const queries = ['url.query', 'url.fragment'] as const;

/** Attributes that hold a path, maybe with a query string. */
const targets = ['http.target', 'url.path'] as const;

/** `http.request.header.authorization` and its like, also of gRPC and of responses. */
const credentials =
  /\.(authorization|proxy-authorization|cookie|set-cookie|x-api-key|api-key|x-auth-token)$/i;

/**
 * Takes out of every span, before any processor sees its end, what may be secret: query strings and
 * fragments, user names and passwords in URLs, headers that carry credentials; in attributes of the
 * span, of its events and links, in its status and in the texts of exceptions.
 */
export class RedactingProcessor implements SpanProcessor {
  onStart(): void {}

  onEnding(span: Span): void {
    const { attributes, status, events, links } = span as unknown as ReadableSpan;
    redact(attributes);
    if (status.message !== undefined) status.message = withoutSecrets(status.message);
    for (const event of events) redact(event.attributes);
    for (const link of links) redact(link.attributes);
  }

  onEnd(): void {}

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}

function redact(attributes: Attributes | undefined): void {
  if (attributes === undefined) return;
  for (const key in attributes) {
    const value = attributes[key];
    if (mayHoldCredentials(key)) delete attributes[key];
    else if (typeof value === 'string') {
      if (value.includes('://')) attributes[key] = withoutSecrets(value);
    } else if (Array.isArray(value)) {
      attributes[key] = value.map((item) =>
        typeof item === 'string' ? withoutSecrets(item) : item,
      ) as AttributeValue;
    }
  }
  for (const key of queries) if (key in attributes) delete attributes[key];
  for (const key of targets) {
    const value = attributes[key];
    if (typeof value === 'string' && /[?#]/.test(value)) {
      attributes[key] = value.replace(/[?#].*$/s, '');
    }
  }
}

/** Names that hold no credentials, so that each is searched once. */
const harmless = new Set<string>();
const maxHarmless = 1_000;

/** Captured headers are `http.request.header.x`, `rpc.grpc.request.metadata.x` and their like. */
function mayHoldCredentials(key: string): boolean {
  if (harmless.has(key)) return false;
  const may = (key.includes('.header.') || key.includes('.metadata.')) && credentials.test(key);
  if (!may && harmless.size < maxHarmless) harmless.add(key);
  return may;
}

/** A text whose URLs have lost user names, passwords, query strings and fragments. */
function withoutSecrets(text: string): string {
  if (!text.includes('://')) return text;
  return text.replace(
    /([a-z][a-z\d+.-]*:\/\/)([^\s"'<>]*)/gi,
    (_all, scheme: string, rest: string) => {
      const end = rest.search(/[?#]/);
      const place = end === -1 ? rest : rest.slice(0, end);
      const slash = place.indexOf('/');
      const authority = slash === -1 ? place : place.slice(0, slash);
      const at = authority.lastIndexOf('@');
      return scheme + (at === -1 ? place : place.slice(at + 1));
    },
  );
}
