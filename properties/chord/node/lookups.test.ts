/** Tests the scopes of lookups and keys: each property holds in every world of its scope, but for the refuted claims. */
import { describe, expect, it } from 'vitest';
import { exploreScopeAll } from '../../../checker/suite/explore.ts';
import { selectPropertiesOrThrow } from '../../../checker/suite/properties.ts';
import type { Subject } from '../../../checker/suite/subject.ts';
import { chordNode } from './index.ts';
import { lookupRefuted } from './lookup-refuted.ts';

const model: Subject = { side: 'model' };

/** The number of worlds of each scope. */
const worldsOf = {
  liar: 81,
  sybil: 99,
  'sybil-put': 10,
  'lookup-ideal': 23_148,
  'lookup-ring': 315,
  'lookup-anywhere': 6,
  'lookup-loss': 498_956,
  'lookup-failure': 59_698,
  'lookup-join': 87_744,
  fingers: 3_024,
  'fingers-of-8': 54,
  put: 330_431,
  'put-pair': 562,
  'put-failure': 86_900,
  'put-burst': 47,
  'put-join': 24_038,
  handover: 264,
  'key-loss': 504,
  'key-failures': 1_586,
};

describe('each property holds, but for the refuted claims, in scope', () => {
  it.each(Object.entries(worldsOf))(
    '%s, with %i worlds',
    (scope, worlds) => {
      const refuted = Object.values(lookupRefuted).filter((claim) => claim.scope === scope);
      const claims = new Set(refuted.map(({ breaks }) => breaks.name));
      const properties = selectPropertiesOrThrow(chordNode, model, scope);
      const kept = properties.filter(({ name }) => !claims.has(name));
      const found = exploreScopeAll(chordNode, scope, model, kept);
      const broken = found.results.filter(({ verdict }) => verdict !== 'holds' && verdict !== 'reached');
      expect(broken.map(({ property, verdict }) => `${property.name}: ${verdict}`)).toEqual([]);
      expect(found.worlds).toBe(worlds);
    },
    120_000,
  );
});
