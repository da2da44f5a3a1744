/** Chord: figures of its scopes, what is violated and in how many steps, what is proved, and each promise broken by a mistake. */
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
import { promises } from './chord/promises.ts';
import { bestSuccessors, circle, idealRing, isIdeal, isSound, ownerFor } from './chord/ring.ts';

const model: Subject = { side: 'model' };

/** Every world of a scope, whatever is violated on the way. */
function sizeOf(system: System) {
  const { worlds, transitions, unchanged, depth } = exploreAll(system, []);
  return { worlds, transitions, unchanged, depth };
}

/** What one property comes to. */
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

// suites.test.ts hunts each known bug and refutes each claim.
describeProtocol(chord, {
  scopes: ['default', 'slot', 'one-change', 'list-3'],
  bugs: false,
  refuted: false,
  regressions: 'regressions/chord',
});

describe('identifiers', () => {
  const identifier = fc.nat(15).map(nodeAt);

  it('lie between two others on one of the two ways round, and all of them between one and itself', () => {
    fc.assert(
      fc.property(identifier, identifier, identifier, (a, b, c) => {
        if (a === b || b === c) expect(between(a, b, c)).toBe(a === c && a !== b);
        else if (a === c) expect(between(a, b, c)).toBe(true);
        else expect(between(a, b, c)).toBe(!between(c, b, a));
      }),
    );
  });

  it('make an ideal ring, in which each knows those that follow and who comes before', () => {
    expect([...idealRing(['N5', 'N0', 'N3'], 2)]).toEqual([
      ['N0', { successors: ['N3', 'N5'], predecessor: 'N5' }],
      ['N3', { successors: ['N5', 'N0'], predecessor: 'N0' }],
      ['N5', { successors: ['N0', 'N3'], predecessor: 'N3' }],
    ]);
    expect(isIdeal(idealRing(circle(4), 2))).toBe(true);
  });

  it('are owned by the first member at or after them, which a lookup comes to from anywhere', () => {
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

  it('make a sound ring where there are more members than a list has entries', () => {
    expect(isSound(idealRing(circle(3), 2), 2)).toBe(true);
    expect(isSound(idealRing(circle(2), 2), 2)).toBe(false);
  });
});

describe('the original protocol, three identifiers, from one member', () => {
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

  it('becomes ideal where nobody fails, and else for ever not', () => {
    expect(verdictOf('original-calm', 'Ring Becomes Ideal').verdict).toBe('holds');
    expect(verdictOf('original', 'Ring Becomes Ideal')).toMatchObject({ steps: 6, loop: 0 });
    expect(verdictOf('original-both', 'Ring Becomes Ideal')).toMatchObject({ steps: 29, loop: 4 });
  });

  it('has two rings on four identifiers also where nobody comes back, on three only where somebody does', () => {
    const system = systemOf(chord, 'original-final');
    const ofTwoRings = ['At Most One Ring', 'Ring Becomes Ideal'].map((name) => propertyOf(chord, name));
    const four = exploreAll(system, ofTwoRings).results;
    expect(four.map(({ verdict, trace }) => [verdict, trace?.steps.length])).toEqual([
      ['violated', 17],
      ['violated', 31],
    ]);
    const { N3: _, ...nodes } = system.nodes;
    const starts = (system.starts ?? []).map(({ N3: __, ...others }) => others);
    const three = exploreAll({ ...system, nodes, starts }, ofTwoRings);
    expect(three.worlds).toBe(2_263);
    expect(three.results.map(({ verdict }) => verdict)).toEqual(['holds', 'holds']);
  });

  it('breaks At Least One Ring the way that is known', () => {
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

  it('has more worlds where notifications to a member that fails wait for it', () => {
    const system = systemOf(chord, 'default');
    const kept: System = { ...system, crash: { ...system.crash, inbox: 'kept', returns: 'absent' } };
    expect(sizeOf(kept).worlds).toBe(40_064);
  });

  it('is to the plain explorer what it is to the fast one', () => {
    const system = systemOf(chord, 'default');
    const properties = selectPropertiesOrThrow(chord, model, 'default');
    expect(exploreByReference(system, properties)).toEqual(exploreAll(system, properties));
  });

  it.each([
    [4, 29],
    [5, 591],
  ])('on a circle of %i has %i ways to be a sound ring with lists of two', (identifiers, ways) => {
    expect([...soundLists(identifiers, 2)]).toHaveLength(ways);
  });

  it('on a circle of four has these ways and no others, says a search of all lists', () => {
    const lists = circle(4).flatMap((a) => circle(4).map((b) => [a, b]));
    const options = [undefined, ...lists];
    let ways = 0;
    for (let number = 0; number < options.length ** 4; number++) {
      const chosen = circle(4).flatMap((node, at) => {
        const successors = options[Math.floor(number / options.length ** at) % options.length];
        return successors === undefined ? [] : [[node, { successors, predecessor: null }] as const];
      });
      if (chosen.length > 2 && isSound(new Map(chosen), 2)) ways++;
    }
    expect(ways).toBe(29);
  });

  it.each([
    [4, 2],
    [5, 2],
    [5, 3],
  ])(
    'is on a circle of %i with lists of %i one ordered ring wherever it is sound',
    (identifiers, listLength) => {
      for (const lists of soundLists(identifiers, listLength)) {
        const members = new Map(
          [...lists].map(([node, successors]) => [node, { successors, predecessor: null }]),
        );
        const all = new Map(circle(identifiers).map((node) => [node, { absent: true as const }]));
        for (const { over } of promises) {
          const { world } = over as Extract<typeof over, { world: unknown }>;
          expect(world(members, undefined, all)).toBe(true);
        }
      }
    },
  );

  it('breaks on a circle of five what it keeps on one of four', () => {
    for (const [name, steps] of [
      ['Ordered Merges', 6],
      ['Valid Successor List', 9],
    ] as const) {
      expect(verdictOf('default', name).verdict).toBe('holds');
      expect(verdictOf('nightly', name)).toMatchObject({ verdict: 'violated', steps });
    }
  });

  it('leads from sound rings to sound rings also where members differ in what else they remember', () => {
    const four: readonly Lists[] = [...soundLists(4, 2)];
    const anybody = fc.option(fc.constantFrom(...circle(4)), { nil: null });
    const rest = fc.record({ predecessor: anybody, candidate: anybody });
    const world = fc
      .tuple(fc.constantFrom(...four), fc.array(rest, { minLength: 4, maxLength: 4 }))
      .map(([lists, rests]) =>
        worldOf(4, lists, (node) => rests[circle(4).indexOf(node)] ?? { predecessor: null, candidate: null }),
      );
    fc.assert(
      fc.property(fc.array(world, { minLength: 50, maxLength: 50 }), (worlds) => {
        const property = {
          ...propertyOf(chord, 'Sound Ring Keeps Itself'),
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
  it('C2 takes five identifiers: four are too few', () => {
    const system = systemOf(chord, 'default');
    const crash = { ...systemOf(chord, 'few-entries').crash, inbox: 'lost', returns: 'absent' } as const;
    const [found] = exploreAll({ ...system, crash }, [propertyOf(chord, 'Sound Ring')]).results;
    expect(found?.verdict).toBe('holds');
  });
});

describe('known bugs', () => {
  it('C3 takes five identifiers: four are too few', () => {
    expect(verdictOf('default', 'Sound Ring', { side: 'model', bug: 'C3' }).verdict).toBe('holds');
  });

  it('leave no promise that nothing breaks', () => {
    const refuted = claims.map(([, { breaks }]) => breaks.name);
    const broken = new Set([...Object.values(chord.bugs).map(({ breaks }) => breaks.name), ...refuted]);
    // Other properties that a bug or the model of a claim breaks besides its own.
    const also = [
      ['refuted:C9', 'two-begin', 'No Duplicates'],
      ['C6', 'default', 'Sound Ring Keeps Itself'],
      ['C6', 'one-change', 'Sound Ring On Five Keeps Itself'],
      ['C6', 'list-3', 'Sound Ring Of Longer Lists'],
    ] as const;
    for (const [word, scope, property] of also) {
      expect(verdictOf(scope, property, subjectOf(chord, word)).verdict).toBe('violated');
      broken.add(property);
    }
    const all = Object.keys(chord.scopes).flatMap((scope) => selectPropertiesOrThrow(chord, model, scope));
    const promised = all.filter(({ kind }) => kind !== 'sometimes').map(({ name }) => name);
    expect([...new Set(promised)].filter((name) => !broken.has(name))).toEqual([]);
  });
});

describe('the models', () => {
  it('run under any XState tool, where effects do nothing until somebody provides them', () => {
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
