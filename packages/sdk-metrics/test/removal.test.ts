import type { DataPoint } from '@opentelemetry/sdk-metrics';
import { describe, expect, it } from 'vitest';
import { MeterProvider } from '../src/index.js';
import { metricNamed, set, TestReader, values } from './engines.js';

describe('remove', () => {
  for (const attributes of [undefined, ['a', 'b']]) {
    const mode = attributes === undefined ? 'open attributes' : 'declared attributes';

    it(`forgets the series, which starts anew if it comes back: ${mode}`, async () => {
      let now = 1000;
      const reader = new TestReader();
      const provider = new MeterProvider({ readers: [reader], clock: () => now });
      const advice = attributes === undefined ? {} : { attributes };
      const counter = provider.getMeter('test').createCounter('c', { advice });
      for (let i = 0; i < 500; i++) {
        counter.add(1, { a: 1, b: 1 });
        counter.add(1, { b: 1, a: 1 });
        counter.add(1, { a: 1, b: 2 });
      }
      expect(counter.remove({ b: 1, a: 1 })).toBe(true);
      expect(counter.remove({ a: 1, b: 1 })).toBe(false);
      expect(counter.remove({ a: 9 })).toBe(false);
      expect(values(await reader.collect(), 'c')).toEqual({ [set({ a: 1, b: 2 })]: 500 });
      now = 5000;
      counter.add(1, { b: 1, a: 1 });
      const [, back] = metricNamed(await reader.collect(), 'c').dataPoints as DataPoint<number>[];
      expect(back).toMatchObject({ value: 1, startTime: [5, 0], attributes: { a: 1, b: 1 } });
    });

    it(`makes room under the limit: ${mode}`, async () => {
      const reader = new TestReader({ limit: 2 });
      const provider = new MeterProvider({ readers: [reader] });
      const advice = attributes === undefined ? {} : { attributes };
      const counter = provider.getMeter('test').createCounter('c', { advice });
      for (let i = 0; i < 100; i++) {
        counter.add(1, { a: i });
        counter.add(1, { a: i, b: 1 });
        counter.remove({ a: i });
        counter.remove({ b: 1, a: i });
      }
      expect(values(await reader.collect(), 'c')).toEqual({});
      counter.add(1, { a: 'x' });
      expect(values(await reader.collect(), 'c')).toEqual({ [set({ a: 'x' })]: 1 });
    });
  }

  it('forgets series without attributes, and those with arrays', async () => {
    const reader = new TestReader();
    const provider = new MeterProvider({ readers: [reader] });
    const counter = provider.getMeter('test').createCounter('c');
    counter.add(1);
    counter.add(1, { a: [1, 2] });
    expect(counter.remove()).toBe(true);
    expect(counter.remove({ a: [1, 2] })).toBe(true);
    expect(values(await reader.collect(), 'c')).toEqual({});
  });

  it('does not throw on attributes that do', () => {
    const provider = new MeterProvider();
    const counter = provider.getMeter('test').createCounter('c');
    const trap = {
      get a(): string {
        throw new Error('trap');
      },
    };
    expect(counter.remove(trap)).toBe(false);
  });
});

describe('expireAfterMs', () => {
  it('removes idle series, restarts those that come back, and spares bound ones', async () => {
    let now = 1000;
    const reader = new TestReader();
    const provider = new MeterProvider({
      readers: [reader],
      clock: () => now,
      views: [{ instrumentName: 'c', expireAfterMs: 100 }],
    });
    const counter = provider.getMeter('test').createCounter('c');
    counter.bind({ bound: true });
    counter.add(1, { id: 'idle' });
    const busy = () => counter.add(1, { id: 'busy' });
    for (now = 1000; now <= 1200; now += 50) {
      busy();
      await reader.collect();
    }
    expect(values(await reader.collect(), 'c')).toEqual({
      [set({ bound: true })]: 0,
      [set({ id: 'busy' })]: 5,
    });
    counter.add(1, { id: 'idle' });
    const points = metricNamed(await reader.collect(), 'c').dataPoints as DataPoint<number>[];
    expect(points.find((point) => point.attributes['id'] === 'idle')).toMatchObject({
      value: 1,
      startTime: [1, 250_000_000],
    });
  });
});
