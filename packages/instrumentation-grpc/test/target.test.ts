import { describe, expect, it } from 'vitest';
import { parseTarget } from '../src/target.js';

describe('parseTarget', () => {
  it.each<[target: string, address: string | undefined, port: number | undefined]>([
    ['localhost:50051', 'localhost', 50051],
    ['dns:localhost:50051', 'localhost', 50051],
    ['dns:///engine.example.com:443', 'engine.example.com', 443],
    ['dns://8.8.8.8/engine.example.com:50051', 'engine.example.com', 50051],
    ['engine.example.com', 'engine.example.com', 443],
    ['ipv4:10.0.0.1:50051', '10.0.0.1', 50051],
    ['ipv6:[::1]:50051', '::1', 50051],
    ['[::1]:50051', '::1', 50051],
    ['ipv4:10.0.0.1:50051,10.0.0.2:50051', '10.0.0.1:50051,10.0.0.2:50051', undefined],
    ['unix:/run/engine.sock', '/run/engine.sock', undefined],
    ['unix:///run/engine.sock', '/run/engine.sock', undefined],
    ['unix:engine.sock', 'engine.sock', undefined],
    ['unix-abstract:engine', 'engine', undefined],
    ['xds:///engine', 'engine', undefined],
    ['consul://local/engine', 'consul://local/engine', undefined],
    ['', undefined, undefined],
  ])('%s', (target, address, port) => {
    expect(parseTarget(target)).toEqual({ address, port });
  });
});
