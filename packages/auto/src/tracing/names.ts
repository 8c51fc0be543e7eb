/** What makes spans and is in this package; the names are those of `OBS_INSTRUMENTATIONS`. */
export const spanNames = ['http', 'undici', 'grpc'] as const;

export type SpanName = (typeof spanNames)[number];

export function isSpanName(name: string): name is SpanName {
  return (spanNames as readonly string[]).includes(name);
}
