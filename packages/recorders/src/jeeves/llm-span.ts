import { type Span, SpanKind } from '@opentelemetry/api';
import type { Usage } from '../shared/prices.js';
import type { SpanShape } from '../shared/span.js';

/** What a call has said of itself. */
export interface Used {
  readonly usage: { -readonly [K in keyof Usage]?: Usage[K] };
  responseModel?: string;
  firstTokenSeconds?: number;
}

/**
 * The span of a call to a model. Source: OpenTelemetry semantic conventions for generative AI, client
 * inference. Prompts and answers are no attributes of it.
 */
export function llmSpan(
  { provider, model }: { readonly provider: string; readonly model: string },
  isStream: boolean,
): SpanShape {
  return {
    name: `chat ${model}`,
    kind: SpanKind.CLIENT,
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': provider,
      'gen_ai.request.model': model,
      ...(isStream ? { 'gen_ai.request.stream': true } : {}),
    },
  };
}

/** Writes what the call used on its span, as far as it is known and can be right. */
export function describeUsage(span: Span, { usage, responseModel, firstTokenSeconds }: Used): void {
  const numbers = {
    'gen_ai.usage.input_tokens': usage.promptTokens,
    'gen_ai.usage.output_tokens': usage.completionTokens,
    'gen_ai.response.time_to_first_chunk': firstTokenSeconds,
  };
  for (const [key, value] of Object.entries(numbers)) {
    if (typeof value === 'number' && value >= 0 && Number.isFinite(value)) {
      span.setAttribute(key, value);
    }
  }
  if (typeof responseModel === 'string') span.setAttribute('gen_ai.response.model', responseModel);
}
