import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundText, openMetricsBoundText } from '../src/writers/bound.js';
import { copyBytes, copyWords, slack } from '../src/writers/byte-writer.js';
import { maximumNumber, putNumber } from '../src/writers/number.js';
import { putVarint, varintLength } from '../src/writers/wire.js';

function written(value: number): string {
  const bytes = Buffer.alloc(maximumNumber + 1);
  return bytes.toString('latin1', 1, putNumber(bytes, 1, value));
}

describe('putNumber', () => {
  it.each([
    [0, '0'],
    [-0, '-0'],
    [7, '7'],
    [10, '10'],
    [99, '99'],
    [100, '100'],
    [1234567890, '1234567890'],
    [2 ** 31 - 1, '2147483647'],
    [2 ** 31, '2147483648'],
    [2 ** 53, '9007199254740992'],
    [-1, '-1'],
    [0.1, '0.1'],
    [1e-7, '1e-7'],
    [1e21, '1e+21'],
    [5e-324, '5e-324'],
    [-1.7976931348623157e308, '-1.7976931348623157e+308'],
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, '+Inf'],
    [Number.NEGATIVE_INFINITY, '-Inf'],
  ])('%d is %s', (value, text) => {
    expect(written(value)).toBe(text);
  });

  it('reads back as the same number, and integers up to 2^53 have no exponent', () => {
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(fc.property(finite, (value) => Object.is(Number(written(value)), value)));
    const integer = fc.integer({ min: -(2 ** 53), max: 2 ** 53 });
    fc.assert(fc.property(integer, (value) => /^-?[0-9]+$/.test(written(value))));
    fc.assert(fc.property(fc.nat(), (value) => written(value) === String(value)));
  });
});

describe('bounds', () => {
  it.each([
    [0, '0', '0.0'],
    [1, '1', '1.0'],
    [0.005, '0.005', '0.005'],
    [86400, '86400', '86400.0'],
    [999999, '999999', '999999.0'],
    [1e6, '1e+06', '1e+06'],
    [1048576, '1.048576e+06', '1.048576e+06'],
    [0.0001, '0.0001', '0.0001'],
    [0.00001, '1e-05', '1e-05'],
    [-2.5, '-2.5', '-2.5'],
    [1e300, '1e+300', '1e+300'],
    [Number.POSITIVE_INFINITY, '+Inf', '+Inf'],
  ])('%d is %s in text and %s in OpenMetrics, as Go has it', (value, text, openMetrics) => {
    expect([boundText(value), openMetricsBoundText(value)]).toEqual([text, openMetrics]);
  });
});

describe('varints', () => {
  it('hold integers up to 2^53, seven bits a byte', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (value) => {
        const bytes = Buffer.alloc(10);
        const end = putVarint(bytes, 0, value);
        let read = 0n;
        for (let i = end - 1; i >= 0; i--)
          read = (read << 7n) | BigInt((bytes[i] as number) & 0x7f);
        expect(Number(read)).toBe(value);
        expect(varintLength(value)).toBe(end);
      }),
    );
  });
});

describe('copies', () => {
  it.each([
    ['copyWords', copyWords],
    ['copyBytes', copyBytes],
  ])('%s copies text between any places', (_name, copy) => {
    const text = fc.string({ unit: 'binary' }).filter((made) => !made.includes('\x7f'));
    fc.assert(
      fc.property(text, fc.nat({ max: 9 }), fc.nat({ max: 9 }), (made, from, at) => {
        const source = Buffer.alloc(from + Buffer.byteLength(made) + slack);
        const length = source.write(made, from);
        const target = Buffer.alloc(at + length + slack);
        const view = (b: Buffer) => new DataView(b.buffer, b.byteOffset, b.length);
        const end = copy(view(target), at, view(source), from, length);
        expect(target.toString('utf8', at, end)).toBe(Buffer.from(made).toString());
      }),
    );
  });
});
