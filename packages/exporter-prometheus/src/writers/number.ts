/** Room that any number takes at most: 24 characters, and two to spare. */
export const maximumNumber = 26;

const twoDigits = new Uint8Array(200);
for (let i = 0; i < 100; i++) {
  twoDigits[2 * i] = 48 + Math.floor(i / 10);
  twoDigits[2 * i + 1] = 48 + (i % 10);
}

/**
 * The shortest decimal that reads back as `value`: `+Inf`, `-Inf`, `NaN`; integers without
 * exponent below 1e21.
 */
export function numberText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  if (value === Number.NEGATIVE_INFINITY) return '-Inf';
  return Object.is(value, -0) ? '-0' : String(value);
}

/** Writes `numberText(value)` at `at`; gives where it ends. */
export function putNumber(bytes: Uint8Array, at: number, value: number): number {
  const integer = value | 0;
  // Most numbers of an exposition are counts. -0 is an integer here too, and not zero to `1 / `.
  if (integer === value && integer >= 0 && (integer !== 0 || 1 / value > 0)) {
    return putInteger(bytes, at, integer);
  }
  const text = numberText(value);
  for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
  return at + text.length;
}

/** Writes a non-negative integer below 2^31. */
function putInteger(bytes: Uint8Array, at: number, value: number): number {
  if (value < 10) {
    bytes[at] = 48 + value;
    return at + 1;
  }
  const end = at + digitCount(value);
  let rest = value;
  let next = end;
  while (rest >= 100) {
    const hundredth = (rest / 100) | 0;
    const pair = (rest - hundredth * 100) << 1;
    bytes[--next] = twoDigits[pair + 1] as number;
    bytes[--next] = twoDigits[pair] as number;
    rest = hundredth;
  }
  if (rest >= 10) {
    bytes[--next] = twoDigits[(rest << 1) + 1] as number;
    bytes[--next] = twoDigits[rest << 1] as number;
  } else {
    bytes[--next] = 48 + rest;
  }
  return end;
}

function digitCount(value: number): number {
  if (value < 100) return 2;
  if (value < 10_000) return value < 1_000 ? 3 : 4;
  if (value < 1_000_000) return value < 100_000 ? 5 : 6;
  if (value < 100_000_000) return value < 10_000_000 ? 7 : 8;
  return value < 1_000_000_000 ? 9 : 10;
}
