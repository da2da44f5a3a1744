/** Known bugs of random walkers, each as a mutant of model and implementation. */
import { assign, enqueueActions } from 'xstate';
import type { Replacements } from '../../../../checker/suite/role.ts';
import { Memory } from '../../../../implementations/gnutella/walkers/memory.ts';
import {
  neighboursOf,
  viewOf,
  type WalkersContext,
  type WalkersEvent,
  walkIn,
} from '../../../../models/gnutella/walkers/context.ts';
import {
  begun,
  resumed,
  sends,
  walkedOn,
  type walkersMachine,
} from '../../../../models/gnutella/walkers/machine.ts';
import { type Choosing, choosing, elsewhere, isSpent } from '../../../../models/gnutella/walkers/steps.ts';
import { servent } from '../kit.ts';
import { allStop, overshoot, ownDraw, stateKeepsItsQuery, walksOn } from '../properties.ts';
import { type Ends, ending, endingAlone, isDeadEnd, isHolder, isKnown } from './endings.ts';

/** The guard by which some walkers end as if their TTL were used up. */
function spentOr(ends: Ends) {
  return ({ context, event }: { readonly context: WalkersContext; readonly event: WalkersEvent }) => {
    const walk = walkIn(event);
    return isSpent(walk) || ends(viewOf(context), walk, walk.from);
  };
}

/** The actions that move walkers, with another choice of neighbours. */
function choosingBy(by: Choosing): NonNullable<Replacements<typeof walkersMachine>['actions']> {
  return {
    begin: enqueueActions(({ context, event, enqueue }) => {
      const { sends: sent, ...changed } = begun(context, event, by);
      enqueue.assign(changed);
      for (const send of sends(sent)) enqueue(send);
    }),
    walkOn: enqueueActions(({ context, event, enqueue }) => {
      const { sends: sent, ...changed } = walkedOn(context, event, by);
      enqueue.assign(changed);
      for (const send of sends(sent)) enqueue(send);
    }),
    resume: enqueueActions(({ context, event, enqueue }) => {
      const { sends: sent, ...changed } = resumed(context, event, by);
      enqueue.assign(changed);
      for (const send of sends(sent)) enqueue(send);
    }),
  };
}

/** The bugs by number. */
export const bugs = {
  G19: servent.mutant({
    says: 'All walkers of a query share one random number, and go to the same neighbour.',
    source: 'LV, section 4.2: k independent walkers',
    breaks: ownDraw,
    scope: 'fork',
    actions: choosingBy({ ...choosing, numberFor: (numbers) => numbers[0] ?? 0 }),
    rules: { numberFor: (numbers) => numbers[0] ?? 0 },
  }),
  G20: servent.mutant({
    says: 'A walker is discarded as a duplicate where another walker of its query was before.',
    source: '0.4, section "Descriptor Routing", rule 6, which is for floods',
    breaks: walksOn,
    scope: 'pair-state',
    guards: { isSpent: spentOr(isKnown) },
    implementation: ending(isKnown),
  }),
  S4: servent.mutant({
    says: 'Walkers never ask their origin whether to go on.',
    source: 'LV, section 4.2, "checking"',
    breaks: overshoot,
    scope: 'holder-between',
    guards: { isDue: () => false },
    rules: { isDue: () => false },
  }),
  S5: servent.mutant({
    says: 'The origin always tells a walker to go on.',
    source: 'LV, section 4.2, "checking"',
    breaks: overshoot,
    scope: 'holder-between',
    guards: { isSearchOver: () => false },
    rules: { isSearchOver: () => false },
  }),
  S6: servent.mutant({
    says: 'A walker whose question or answer is lost waits for ever.',
    source: 'Decided here: a lost question leaves no walker behind',
    breaks: allStop,
    scope: 'no-holder-loss',
    actions: { endStanding: assign({}) },
    rules: { endsUnanswered: () => false },
  }),
  S7: servent.mutant({
    says: 'The servent with a hit ends the walk itself, and the origin tells other walkers to go on.',
    source: 'LV, section 4.2, "checking": the origin ends all walkers',
    breaks: overshoot,
    scope: 'holder-aside',
    guards: { isSpent: spentOr(isHolder) },
    actions: { endSearch: assign({}) },
    implementation: endingAlone(isHolder),
  }),
  S8: servent.mutant({
    says: 'A servent remembers where walkers went for all queries together.',
    source: 'LV, section 4.2: state for each query',
    breaks: stateKeepsItsQuery,
    scope: 'fork-twice',
    actions: choosingBy({
      ...choosing,
      candidates: (context) =>
        elsewhere(
          neighboursOf(context),
          context.visits.flatMap(({ sent }) => sent),
        ),
    }),
    rules: {
      memoryOf: (memories) => {
        const [first] = memories.values();
        if (first === undefined) return undefined;
        const all = new Memory('', null, first.links);
        for (const memory of memories.values())
          for (let link = 0; link < memory.links; link++) if (memory.has(link)) all.add(link);
        return all;
      },
    },
  }),
  S9: servent.mutant({
    says: 'A walker ends at a servent whose only neighbour is the one that it came from.',
    source: 'LV, section 4.2; a walker may go back where there is no other way',
    breaks: walksOn,
    scope: 'pair',
    guards: { isSpent: spentOr(isDeadEnd) },
    implementation: ending(isDeadEnd),
  }),
};
