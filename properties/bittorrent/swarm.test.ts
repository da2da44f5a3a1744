/**
 * Tests the numbers of the swarm: worlds, transitions and depths that an independent checker counted, too,
 * and the verdicts of the scopes.
 */
import { describe, expect, it } from 'vitest';
import { assign, enqueueActions } from 'xstate';
import { actionsOf } from '../../checker/semantics/enabled.ts';
import { apply, initialWorlds } from '../../checker/semantics/successors.ts';
import { seenIn } from '../../checker/semantics/views.ts';
import { type World, worldKey } from '../../checker/semantics/world.ts';
import { lengthOf } from '../../checker/suite/checklist.ts';
import { exploreScopeAll } from '../../checker/suite/explore.ts';
import { propertiesOf, propertyOf } from '../../checker/suite/properties.ts';
import { type Side, subjectOf, systemOf } from '../../checker/suite/subject.ts';
import type { SwarmView } from '../../models/bittorrent/messages.ts';
import { fill, pickerRules } from '../../models/bittorrent/picker.ts';
import { gotIn, orderIn, toConnection } from '../../models/bittorrent/torrent.ts';
import { suite } from './index.ts';
import { peer } from './kit.ts';
import { completion } from './properties.ts';

/** A search of a scope by every property that a search judges, and the verdicts that are not expected. */
function found(scope: string, side: Side = 'model') {
  const seen = exploreScopeAll(suite, scope, { side }, propertiesOf(suite, { side }, scope));
  const { worlds, transitions, depth } = seen;
  const others = seen.results
    .filter(({ verdict }) => verdict !== 'holds' && verdict !== 'reached')
    .map(({ property, verdict }) => `${property.name}: ${verdict}`);
  return { worlds, transitions, depth, others };
}

/** The number of worlds of a scope, and of those in which every honest peer is complete. */
function completeIn(scope: string, side: Side): { readonly worlds: number; readonly complete: number } {
  const system = systemOf(suite, scope, { side });
  const isComplete = (world: World) =>
    ([...seenIn(system, world).views.values()] as SwarmView[]).every(
      ({ pieces, limits }) => pieces.size === limits.pieces,
    );
  const keys = new Set<string>();
  const waiting: World[] = [...initialWorlds(system)];
  for (const world of waiting) keys.add(worldKey(world));
  let complete = 0;
  for (let world = waiting.pop(); world !== undefined; world = waiting.pop()) {
    if (isComplete(world)) complete++;
    for (const action of actionsOf(system, world).actions) {
      const next = apply(system, world, action).world;
      if (keys.size < keys.add(worldKey(next)).size) waiting.push(next);
    }
  }
  return { worlds: keys.size, complete };
}

describe('the numbers of an independent checker', () => {
  it.each([
    // A seed and two leechers.
    ['triangle', 16_660, 53_871, 54],
    ['once', 269, 610, 36],
    // Two leechers with one piece each.
    ['pair', 97, 148, 22],
    // A poisoner whose blocks are bad, or as bad as it likes.
    ['poisoner', 76, 149, 23],
    ['mixed', 490, 1_056, 30],
    // At most three rounds, at any moment; the number of failed pieces is part of a world.
    ['mixed-rounds', 9_423, 33_302, 33],
    // A seed and three leechers.
    ['four-nodes', 9_759, 52_500, 66],
  ] as const)(
    '%s: %i worlds, %i transitions, %i deep, and all promises',
    (scope, worlds, transitions, depth) => {
      expect(found(scope)).toEqual({ worlds, transitions, depth, others: [] });
      expect(found(scope, 'lockstep')).toEqual({ worlds, transitions, depth, others: [] });
    },
    300_000,
  );

  it('two leechers are complete in 8,628 of 16,660 worlds', () => {
    expect(completeIn('triangle', 'implementation')).toEqual({ worlds: 16_660, complete: 8_628 });
  }, 300_000);
});

/** A search by one property of a scope, by the model with another reading of its rules. */
function foundBy(reading: { readonly scope: string }, property: string) {
  const bugs = { reading: reading as (typeof suite.bugs)[string] };
  const subject = { side: 'model', bug: 'reading' } as const;
  return exploreScopeAll({ ...suite, bugs }, reading.scope, subject, [propertyOf(suite, property)]);
}

describe('the reading of the independent checker', () => {
  it('mixed-one: with bug B18, and no piece begun anew, the honest peers are stuck', () => {
    const reading = peer.mutant({
      says: 'Only the last block of a failed piece is discarded, and no piece is begun anew.',
      source: 'V2 and V3',
      breaks: completion,
      scope: 'mixed-one',
      root: {
        actions: {
          discard: assign(({ context, event }) => {
            const { block } = gotIn(event);
            return { blocks: new Map([...context.blocks].filter(([other]) => other !== block)) };
          }),
          fill: enqueueActions(({ context, event, enqueue }) => {
            const rules = { ...pickerRules, isRenewed: () => false };
            const { asks, asked } = fill(context, orderIn(event), rules);
            enqueue.assign({ asked });
            for (const { to, block } of asks) enqueue(toConnection(to, { type: 'ask', block }));
          }),
        },
      },
    });
    const trace = foundBy(reading, 'completion').results[0]?.trace;
    // It has 16 steps; it does not count the delivery of Close to the poisoner.
    expect(trace && lengthOf(trace)).toEqual({ stem: 17, loop: 0 });
  });
});

describe('known bugs by other properties than their own', () => {
  it.each([
    // Both leechers wait for a block that a choke has lost, and the seed unchokes them in turn for ever.
    ['B13', 'triangle', 'completion', { stem: 16, loop: 6 }],
    // A poisoner that is not banned has a third failed piece.
    ['B34', 'poisoner', 'few-failures', 10],
    // Two sources on parole keep a piece from each other once the third one has left.
    ['B36c', 'parole-left', 'completion-possible', 27],
  ] as const)('%s in %s', (bug, scope, broken, length) => {
    const { results } = exploreScopeAll(suite, scope, subjectOf(suite, `bug:${bug}`), [
      propertyOf(suite, broken),
    ]);
    const trace = results[0]?.trace;
    expect(trace && lengthOf(trace)).toEqual(length);
  });
});

describe('the other scopes', () => {
  it.each([
    ['chain', 52],
    ['seeds', 1_506],
    ['mixed-one', 122],
    ['mixed-piece', 1_264],
    ['parole', 3_108],
    ['banned', 328],
    ['slow-loris', 53],
    ['snub', 187],
    ['liar', 64],
    ['hog', 246],
    ['freeloader', 4_423],
    ['flapper', 2_504],
    ['junk', 180],
    ['churn', 2_814],
    // The wire: BEP 6, requests that cannot be served, late messages.
    ['allowed-fast', 388],
    ['suggest', 93],
    ['asker', 5_424],
    ['asker-slow', 5_167],
    ['beyond', 1_247],
    ['beyond-ignored', 1_630],
    ['late-bitfield', 500],
    ['kept', 7_642],
    ['star', 85],
    ['lacking', 181],
    ['unasked', 430],
    ['snub-choke', 195],
    // Blame, and names at one address.
    ['sole', 490],
    ['sole-one', 122],
    ['compare', 1_436],
    ['parole-snub', 278],
    ['parole-left', 9_354],
    ['whitewasher', 4_898],
    ['sybil', 3_750],
    ['sybil-hogs', 214],
  ] as const)('%s: %i worlds, and all promises', (scope, worlds) => {
    const { worlds: visited, others } = found(scope, 'lockstep');
    expect({ worlds: visited, others }).toEqual({ worlds, others: [] });
  });
});

describe('changes that are no bugs', () => {
  const equivalents = Object.entries(suite.bugs).filter(([, bug]) => bug.equivalent !== undefined);

  it.each(equivalents)('%s violates no promise of its scope', (bug, { scope }) => {
    const subject = { side: 'model', bug } as const;
    const { results } = exploreScopeAll(suite, scope, subject, propertiesOf(suite, subject, scope));
    expect(results.filter(({ verdict }) => verdict === 'violated')).toEqual([]);
  });
});
