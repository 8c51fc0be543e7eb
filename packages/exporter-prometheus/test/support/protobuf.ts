// A reader of the protobuf wire format, written from the format's description and the message
// definitions, and sharing nothing with the writer.

type Kind = 'text' | 'double' | 'uint' | 'sint' | Schema;
interface Schema {
  readonly [field: number]: readonly [name: string, kind: Kind, repeated?: true];
}

const time: Schema = { 1: ['seconds', 'uint'], 2: ['nanos', 'uint'] };
const label: Schema = { 1: ['name', 'text'], 2: ['value', 'text'] };
const exemplar: Schema = {
  1: ['label', label, true],
  2: ['value', 'double'],
  3: ['timestamp', time],
};
const bucket: Schema = {
  1: ['cumulative_count', 'uint'],
  2: ['upper_bound', 'double'],
  3: ['exemplar', exemplar],
};
const span: Schema = { 1: ['offset', 'sint'], 2: ['length', 'uint'] };
const histogram: Schema = {
  1: ['sample_count', 'uint'],
  2: ['sample_sum', 'double'],
  3: ['bucket', bucket, true],
  5: ['schema', 'sint'],
  6: ['zero_threshold', 'double'],
  7: ['zero_count', 'uint'],
  9: ['negative_span', span, true],
  10: ['negative_delta', 'sint', true],
  12: ['positive_span', span, true],
  13: ['positive_delta', 'sint', true],
  15: ['created_timestamp', time],
  16: ['exemplars', exemplar, true],
};
const gauge: Schema = { 1: ['value', 'double'] };
const counter: Schema = {
  1: ['value', 'double'],
  2: ['exemplar', exemplar],
  3: ['created_timestamp', time],
};
const metric: Schema = {
  1: ['label', label, true],
  2: ['gauge', gauge],
  3: ['counter', counter],
  5: ['untyped', gauge],
  7: ['histogram', histogram],
};
const family: Schema = {
  1: ['name', 'text'],
  2: ['help', 'text'],
  3: ['type', 'uint'],
  4: ['metric', metric, true],
  5: ['unit', 'text'],
};

export type Message = { [name: string]: unknown };

/** Reads length-delimited `MetricFamily` messages. Numbers that JSON has no word for are text. */
export function readFamilies(bytes: Buffer): Message[] {
  const families: Message[] = [];
  let at = 0;
  while (at < bytes.length) {
    const [length, start] = varint(bytes, at);
    at = start + Number(length);
    families.push(read(bytes.subarray(start, at), family));
  }
  return families;
}

function read(bytes: Buffer, schema: Schema): Message {
  const message: Message = {};
  let at = 0;
  while (at < bytes.length) {
    const [tag, afterTag] = varint(bytes, at);
    const field = schema[Number(tag >> 3n)];
    if (field === undefined) throw new Error(`unknown field ${tag >> 3n}`);
    const [name, kind, repeated] = field;
    let value: unknown;
    if (kind === 'double') {
      const number = bytes.readDoubleLE(afterTag);
      value = Number.isFinite(number) ? number : String(number);
      at = afterTag + 8;
    } else if (kind === 'uint' || kind === 'sint') {
      const [raw, end] = varint(bytes, afterTag);
      value = Number(kind === 'uint' ? raw : (raw >> 1n) ^ -(raw & 1n));
      at = end;
    } else {
      const [length, start] = varint(bytes, afterTag);
      at = start + Number(length);
      if (at > bytes.length) throw new Error('message ends early');
      const content = bytes.subarray(start, at);
      value = kind === 'text' ? content.toString() : read(content, kind);
    }
    if (repeated) message[name] = [...((message[name] as unknown[]) ?? []), value];
    else message[name] = value;
  }
  return message;
}

function varint(bytes: Buffer, start: number): [value: bigint, end: number] {
  let value = 0n;
  for (let at = start; ; at++) {
    const byte = bytes[at];
    if (byte === undefined) throw new Error('varint ends early');
    value |= BigInt(byte & 0x7f) << BigInt(7 * (at - start));
    if (byte < 0x80) return [value, at + 1];
  }
}
