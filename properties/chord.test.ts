/**
 * Tests the suite of Chord: the sizes of its scopes, its verdicts and shortest counterexamples, and its
 * inductive invariant.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createActor } from 'xstate';
import type { Property } from '../checker/property/property.ts';
import type { System } from '../checker/semantics/system.ts';
import { exploreAll } from '../checker/suite/explore.ts';
import { propertyOf, selectPropertiesOrThrow } from '../checker/suite/properties.ts';
import { type Subject, subjectOf, systemOf } from '../checker/suite/subject.ts';
import { describeProtocol } from '../integrations/vitest/index.ts';
import { correctedMachine } from '../models/chord/corrected.ts';
import { between, nodeAt } from '../models/chord/identifiers.ts';
import type { Neighbours } from '../models/chord/messages.ts';
import { originalMachine } from '../models/chord/original.ts';
import { exploreByReference } from '../tests/support/reference-search.ts';
import { suite as chord } from './chord/index.ts';
import { type Lists, soundLists, worldOf } from './chord/inductive.ts';
import { properties } from './chord/properties.ts';
import { bestSuccessors, circle, idealRing, isIdeal, isSound, ownerFor } from './chord/ring.ts';

const model: Subject = { side: 'model' };

/** The size of a scope, explored without properties. */
function sizeOf(system: System) {
  const { worlds, transitions, unchanged, depth } = exploreAll(system, []);
  return { worlds, transitions, unchanged, depth };
}

/** The verdict of one property, and the length of its counterexample. */
function verdictOf(scope: string, property: string, subject = model) {
  const { worlds, results } = exploreAll(systemOf(chord, scope, subject), [propertyOf(chord, property)]);
  const [found] = results;
  const { trace } = found ?? {};
  return {
    verdict: found?.verdict,
    ...(trace !== undefined && { steps: trace.steps.length }),
    ...(trace?.loop !== undefined && { loop: trace.steps.length - trace.loop }),
    worlds,
  };
}

// suites.test.ts checks each known bug and each refuted claim.
describeProtocol(chord, {
  scopes: ['default', 'slot', 'one-change', 'list-3'],
  bugs: false,
  refuted: false,
  regressions: 'regressions/chord',
});

describe('identifiers', () => {
  const identifier = fc.nat(15).map(nodeAt);

  it('lie in exactly one of the two arcs between two others, and always between a node and itself', () => {
    fc.assert(
      fc.property(identifier, identifier, identifier, (a, b, c) => {
        if (a === b || b === c) expect(between(a, b, c)).toBe(a === c && a !== b);
        else if (a === c) expect(between(a, b, c)).toBe(true);
        else expect(between(a, b, c)).toBe(!between(c, b, a));
      }),
    );
  });

  it('make an ideal ring: each member has its true successors and predecessor', () => {
    expect([...idealRing(['N5', 'N0', 'N3'], 2)]).toEqual([
      ['N0', { successors: ['N3', 'N5'], predecessor: 'N5' }],
      ['N3', { successors: ['N5', 'N0'], predecessor: 'N0' }],
      ['N5', { successors: ['N0', 'N3'], predecessor: 'N3' }],
    ]);
    expect(isIdeal(idealRing(circle(4), 2))).toBe(true);
  });

  it('are owned by the first member at or after them, and a lookup from any member finds it', () => {
    const next = bestSuccessors(idealRing(['N0', 'N3', 'N5'], 2));
    for (const [key, owner] of [
      ['N0', 'N0'],
      ['N1', 'N3'],
      ['N3', 'N3'],
      ['N4', 'N5'],
      ['N7', 'N0'],
    ] as const)
      for (const from of ['N0', 'N3', 'N5']) expect(ownerFor(key, from, next)).toBe(owner);
    expect(ownerFor('N5', 'N0', new Map([['N0', 'N3']]))).toBeUndefined();
  });

  it('make a sound ring if there are more members than entries in a list', () => {
    expect(isSound(idealRing(circle(3), 2), 2)).toBe(true);
    expect(isSound(idealRing(circle(2), 2), 2)).toBe(false);
  });
});

describe('the original protocol on three identifiers, from one member', () => {
  it.each([
    ['original', 49_215, 643_662, 349_077, 43],
    ['original-join', 49_212, 643_614, 349_053, 43],
    ['original-both', 43_325, 571_617, 309_177, 40],
    ['original-calm', 1_224, 14_376, 8_738, 16],
  ])('scope %s has %i worlds', (scope, worlds, transitions, unchanged, depth) => {
    expect(sizeOf(systemOf(chord, scope))).toEqual({ worlds, transitions, unchanged, depth });
  });

  it.each([
    ['At Least One Ring', 5, undefined],
    ['Connected Appendages', 5, undefined],
    ['Some Best Successor', 5, undefined],
    ['Lookups End', 5, undefined],
    ['At Most One Ring', 14, 14],
    ['Ordered Ring', 15, 15],
    ['Antecedent Predecessors', 8, 8],
    ['Ordered Merges', 5, 5],
    ['Ordered Appendages', 10, 10],
    ['Distinct Successors', 7, 7],
    ['Ordered Successors', 6, 6],
    ['Valid Successor List', 10, 10],
  ])('%s is violated in %i steps as published, in %s with both checks', (property, published, checked) => {
    expect(verdictOf('original', property)).toMatchObject({ verdict: 'violated', steps: published });
    expect(verdictOf('original-both', property)).toMatchObject(
      checked === undefined ? { verdict: 'holds', worlds: 43_325 } : { verdict: 'violated', steps: checked },
    );
  });

  it('becomes ideal if no member fails, and may otherwise never become ideal', () => {
    expect(verdictOf('original-calm', 'Ring Becomes Ideal').verdict).toBe('holds');
    expect(verdictOf('original', 'Ring Becomes Ideal')).toMatchObject({ steps: 6, loop: 0 });
    expect(verdictOf('original-both', 'Ring Becomes Ideal')).toMatchObject({ steps: 29, loop: 4 });
  });

  it('has two rings on four identifiers without rejoins, and on three only with a rejoin', () => {
    const system = systemOf(chord, 'original-final');
    const aboutRings = ['At Most One Ring', 'Ring Becomes Ideal'].map((name) => propertyOf(chord, name));
    const four = exploreAll(system, aboutRings).results;
    expect(four.map(({ verdict, trace }) => [verdict, trace?.steps.length])).toEqual([
      ['violated', 17],
      ['violated', 31],
    ]);
    const { N3: _, ...nodes } = system.nodes;
    const starts = (system.starts ?? []).map(({ N3: __, ...others }) => others);
    const three = exploreAll({ ...system, nodes, starts }, aboutRings);
    expect(three.worlds).toBe(2_263);
    expect(three.results.map(({ verdict }) => verdict)).toEqual(['holds', 'holds']);
  });

  it('violates At Least One Ring by the published counterexample', () => {
    const { results } = exploreAll(systemOf(chord, 'original'), [propertyOf(chord, 'At Least One Ring')]);
    expect(results[0]?.trace?.steps.map(({ action }) => action)).toEqual([
      { type: 'restart', node: 'N1', draw: { via: 'N0' } },
      { type: 'timeout', node: 'N1', timer: 'stabilize' },
      { type: 'deliver', from: 'N1', to: 'N0', message: { type: 'Notify' } },
      { type: 'crash', node: 'N1' },
      { type: 'timeout', node: 'N0', timer: 'stabilize' },
    ]);
  });
});

describe('the corrected protocol', () => {
  it.each([
    ['default', 11_456, 85_216, 26],
    ['slot', 30_720, 237_376, 24],
    ['one-change', 9_800, 58_680, 16],
    ['list-3', 153_872, 1_431_020, 38],
  ])('has in scope %s %i worlds and %i transitions', (scope, worlds, transitions, depth) => {
    expect(sizeOf(systemOf(chord, scope))).toMatchObject({ worlds, transitions, depth });
  });

  it('has more worlds if notifications to a failed member are kept', () => {
    const system = systemOf(chord, 'default');
    const kept: System = { ...system, crash: { ...system.crash, inbox: 'kept', returns: 'absent' } };
    expect(sizeOf(kept).worlds).toBe(40_064);
  });

  it('has the same results in the reference store and in the packed store', () => {
    const system = systemOf(chord, 'default');
    const properties = selectPropertiesOrThrow(chord, model, 'default');
    expect(exploreByReference(system, properties)).toEqual(exploreAll(system, properties));
  });

  it.each([
    [4, 29],
    [5, 591],
  ])('has on a circle of %i exactly %i sound rings with lists of two', (identifiers, rings) => {
    expect([...soundLists(identifiers, 2)]).toHaveLength(rings);
  });

  it('has on a circle of four no other sound rings, by an enumeration of all lists', () => {
    const lists = circle(4).flatMap((a) => circle(4).map((b) => [a, b]));
    const options = [undefined, ...lists];
    let rings = 0;
    for (let number = 0; number < options.length ** 4; number++) {
      const chosen = circle(4).flatMap((node, at) => {
        const successors = options[Math.floor(number / options.length ** at) % options.length];
        return successors === undefined ? [] : [[node, { successors, predecessor: null }] as const];
      });
      if (chosen.length > 2 && isSound(new Map(chosen), 2)) rings++;
    }
    expect(rings).toBe(29);
  });

  it.each([
    [4, 2],
    [5, 2],
    [5, 3],
  ])(
    'is one ordered ring in every sound ring on a circle of %i with lists of %i',
    (identifiers, listLength) => {
      for (const lists of soundLists(identifiers, listLength)) {
        const members = new Map(
          [...lists].map(([node, successors]) => [node, { successors, predecessor: null }]),
        );
        const all = new Map(circle(identifiers).map((node) => [node, { absent: true as const }]));
        for (const { over } of properties) {
          const { world } = over as Extract<typeof over, { world: unknown }>;
          expect(world(members, undefined, all)).toBe(true);
        }
      }
    },
  );

  it('violates two claims on a circle of five that hold on one of four', () => {
    for (const [name, steps] of [
      ['Ordered Merges', 6],
      ['Valid Successor List', 9],
    ] as const) {
      expect(verdictOf('default', name).verdict).toBe('holds');
      expect(verdictOf('nightly', name)).toMatchObject({ verdict: 'violated', steps });
    }
  });

  it('leads from sound rings to sound rings even if members differ in their other variables', () => {
    const four: readonly Lists[] = [...soundLists(4, 2)];
    const anyNode = fc.option(fc.constantFrom(...circle(4)), { nil: null });
    const rest = fc.record({ predecessor: anyNode, candidate: anyNode });
    const world = fc
      .tuple(fc.constantFrom(...four), fc.array(rest, { minLength: 4, maxLength: 4 }))
      .map(([lists, rests]) =>
        worldOf(4, lists, (node) => rests[circle(4).indexOf(node)] ?? { predecessor: null, candidate: null }),
      );
    fc.assert(
      fc.property(fc.array(world, { minLength: 50, maxLength: 50 }), (worlds) => {
        const property = {
          ...propertyOf(chord, 'Sound Ring Is Inductive'),
          worlds: () => worlds,
        } as unknown as Property;
        expect(exploreAll(systemOf(chord, 'default'), [property]).results[0]?.verdict).toBe('holds');
      }),
      { numRuns: 20 },
    );
  });
});

const claims = Object.entries(chord.refuted ?? {});

describe('refuted claims', () => {
  it('C2 needs five identifiers: it has no counterexample on four', () => {
    const system = systemOf(chord, 'default');
    const crash = { ...systemOf(chord, 'few-entries').crash, inbox: 'lost', returns: 'absent' } as const;
    const [found] = exploreAll({ ...system, crash }, [propertyOf(chord, 'Sound Ring')]).results;
    expect(found?.verdict).toBe('holds');
  });
});

describe('known bugs', () => {
  it('C3 needs five identifiers: it violates nothing on four', () => {
    expect(verdictOf('default', 'Sound Ring', { side: 'model', bug: 'C3' }).verdict).toBe('holds');
  });

  it('violate every property of the suite, together with the refuted claims', () => {
    const refuted = claims.map(([, { breaks }]) => breaks.name);
    const violated = new Set([...Object.values(chord.bugs).map(({ breaks }) => breaks.name), ...refuted]);
    // Further properties that a bug or the model of a claim violates.
    const also = [
      ['refuted:C9', 'two-begin', 'No Duplicates'],
      ['C6', 'default', 'Sound Ring Is Inductive'],
      ['C6', 'one-change', 'Sound Ring On Five Is Inductive'],
      ['C6', 'list-3', 'Sound Ring Of Longer Lists'],
    ] as const;
    for (const [word, scope, property] of also) {
      expect(verdictOf(scope, property, subjectOf(chord, word)).verdict).toBe('violated');
      violated.add(property);
    }
    const all = Object.keys(chord.scopes).flatMap((scope) => selectPropertiesOrThrow(chord, model, scope));
    const names = all.filter(({ kind }) => kind !== 'sometimes').map(({ name }) => name);
    expect([...new Set(names)].filter((name) => !violated.has(name))).toEqual([]);
  });
});

describe('the models', () => {
  it('run under createActor of XState, where the effects are no-ops', () => {
    const setting = { identifiers: 4, listLength: 2, checksAdopted: true, inbox: 'none' } as const;
    const draw = idealRing(circle(4), 2).get('N0') as Neighbours;
    const birth = { self: 'N0', nodes: circle(4), setting, draw };
    const member = createActor(correctedMachine, { input: birth }).start();
    member.send({ type: 'Notify', from: 'N2' });
    expect(member.getSnapshot().value).toEqual({ member: { successors: 'resting', predecessor: 'asking' } });
    member.send({ type: 'unreachable', from: 'N3' });
    expect(member.getSnapshot().context.predecessor).toBe('N2');
    const other = createActor(originalMachine, { input: birth }).start();
    other.send({ type: 'Notify', from: 'N2' });
    expect(other.getSnapshot().value).toBe('member');
  });
});
