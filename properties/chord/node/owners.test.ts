/** Tests routing by all nodes of a static ring: the bound on forwardings holds, and is reached. */
import { describe, expect, it } from 'vitest';
import type { NodeView } from '../../../models/chord/node/messages.ts';
import { idealRing } from '../ring.ts';
import { forwardingsMax, keysOf } from './lookup-properties.ts';
import { ringsOfN0 } from './lookup-scopes.ts';
import { type NodeViews, ownerOf, passedOver, rightFingers, routedTo } from './owners.ts';

/** The members of an ideal ring with right fingers. */
function ideal(ring: readonly string[], identifiers: number): NodeViews {
  const setting = { identifiers, fingers: Math.log2(identifiers) - 1 };
  return new Map(
    [...idealRing(ring, 2)].map(([node, place]) => [
      node,
      { ...place, fingers: rightFingers(node, ring, setting) } as unknown as NodeView,
    ]),
  );
}

describe('a lookup by N0 in an ideal ring', () => {
  it.each([4, 8, 16])(
    'ends at the owner within m - 1 forwardings in rings of %i, and needs them',
    (identifiers) => {
      let most = 0;
      // Of the rings of 16 every seventh is taken, the full one included.
      for (const [at, ring] of ringsOfN0(identifiers).entries()) {
        if (identifiers === 16 && at % 7 !== 0) continue;
        const members = ideal(ring, identifiers);
        for (const key of keysOf(identifiers)) {
          const result = routedTo(key, 'N0', members);
          if (result?.owner !== ownerOf(key, ring)) expect.fail(`${ring} leads ${key} to ${result?.owner}`);
          most = Math.max(most, result.forwardings);
        }
      }
      expect(most).toBe(forwardingsMax(identifiers));
    },
    60_000,
  );
});

it('counts the members that a lookup passed over', () => {
  expect(passedOver('K6', 'N0', ['N0', 'N7', 'N3'])).toBe(1);
  expect(passedOver('K6', 'N7', ['N0', 'N7', 'N3'])).toBe(0);
  expect(passedOver('K1', 'N2', ['N0', 'N3'])).toBe(0);
});
