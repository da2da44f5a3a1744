/** Tests the allocation monitor: it sees sizes, refuses those above the limit, and is removed afterwards. */
import { expect, it } from 'vitest';
import { endWatch, watchAllocations, withAllocationMonitor } from './allocations.ts';

it('notes the largest allocation, and refuses one above the limit without taking memory', () => {
  const original = Uint8Array;
  withAllocationMonitor(() => {
    expect(Uint8Array).not.toBe(original);
    const before = watchAllocations(1_000);
    expect(new Uint8Array(10)).toBeInstanceOf(original);
    expect(new ArrayBuffer(999).byteLength).toBe(999);
    expect(() => new Uint8Array(2 ** 40)).toThrow(RangeError);
    expect(endWatch(before)).toBe(2 ** 40);
  });
  expect(Uint8Array).toBe(original);
});

it('counts a decoding inside of another one by itself', () => {
  withAllocationMonitor(() => {
    const outer = watchAllocations(1_000);
    new Uint8Array(7);
    const inner = watchAllocations(50);
    expect(() => new Uint8Array(60)).toThrow(RangeError);
    expect(endWatch(inner)).toBe(60);
    expect(endWatch(outer)).toBe(7);
  });
});
