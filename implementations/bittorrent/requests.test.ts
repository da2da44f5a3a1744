/** Tests the ring of requests against an array. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noRequest, RequestRing } from './requests.ts';

/** Few different requests, so that equal ones are frequent. */
const request = fc.tuple(fc.nat(2), fc.nat(1), fc.integer({ min: 1, max: 2 }));

function listOf(ring: RequestRing): number[][] {
  return Array.from({ length: ring.size }, (_, nth) => [
    ring.pieceAt(nth),
    ring.beginAt(nth),
    ring.lengthAt(nth),
  ]);
}

describe('a ring of requests', () => {
  it('equals an array', () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('push', 'take'), request }) },
      fc.record({ do: fc.constant('clear'), request }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const ring = new RequestRing();
        let twin: (readonly [number, number, number])[] = [];
        for (const { do: what, request: one } of steps) {
          if (what === 'push') {
            ring.push(...one);
            twin.push(one);
          } else if (what === 'take') {
            const nth = twin.findIndex((other) => other.join() === one.join());
            expect(ring.find(...one)).toBe(nth === -1 ? noRequest : nth);
            if (nth === -1) continue;
            ring.remove(nth);
            twin.splice(nth, 1);
          } else {
            ring.clear();
            twin = [];
          }
          expect(listOf(ring)).toEqual(twin);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('does not grow while old requests are answered as fast as new ones come', () => {
    const ring = new RequestRing();
    for (let n = 0; n < 1_000; n++) {
      ring.push(n, 0, 1);
      if (ring.size > 5) ring.remove(0);
    }
    expect(ring.bytes).toBe(new RequestRing().bytes);
    expect(listOf(ring).map(([piece]) => piece)).toEqual([995, 996, 997, 998, 999]);
  });
});
