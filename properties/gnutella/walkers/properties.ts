/**
 * The properties of a search by random walkers. "LV" is Lv, Cao, Cohen, Li & Shenker 2002. An adversary's
 * steps are not judged, so each property is one of honest servents.
 */
import type { Effects, NodeId } from '../../../checker/actors/actor.ts';
import type { Fairness } from '../../../checker/property/fairness.ts';
import type { Transition, Views } from '../../../checker/semantics/views.ts';
import { searchOf, standingOf, visitOf } from '../../../models/gnutella/walkers/context.ts';
import type { Walk, Walker, Walkers, WalkersView } from '../../../models/gnutella/walkers/messages.ts';
import { kit, type WalkersHistory } from './kit.ts';

type Step = Transition<Walkers>;

// ------------------------------------------------------------- what a step received and sent

/** The walkers that a step sent, with the neighbours that they went to, in order. */
function walksSent({ effects }: Step): readonly { readonly to: NodeId; readonly message: Walk }[] {
  return effects.flatMap((effect) =>
    effect.type === 'send' && effect.message.type === 'Walk'
      ? [{ to: effect.to, message: effect.message }]
      : [],
  );
}

/** The messages other than walkers that a step sent. */
function othersSent({ effects }: Step): readonly Effects<Walkers>['send'][] {
  return effects.flatMap((effect) =>
    effect.type === 'send' && effect.message.type !== 'Walk' ? [effect] : [],
  );
}

/** The walker that a step received. */
function walkReceived({ event }: Step): Walk | undefined {
  return event.type === 'message' && event.message.type === 'Walk' ? event.message : undefined;
}

/** The walker that stood here and that a step received the answer for. */
function walkerAnswered({ event, before }: Step): Walker | undefined {
  return event.type === 'message' && event.message.type === 'GoOn'
    ? standingOf(before, event.message)
    : undefined;
}

/** The number of walkers that a step had: those that stood here, and the one that arrived or all that began. */
function walkersBefore(step: Step): number {
  const begins = step.event.type === 'input' && step.before.neighbours.length > 0;
  const came = begins ? step.before.limits.walkers : walkReceived(step) === undefined ? 0 : 1;
  return step.before.standing.length + came;
}

/** The number of walkers after a step: those that stand here, and those sent. */
function walkersAfter(step: Step): number {
  return step.after.standing.length + walksSent(step).length;
}

// ------------------------------------------------------------- walkers

export const atMostK = kit.step({
  name: 'At Most K',
  says: 'A search starts k walkers, numbered from 0, and no step makes two of one.',
  source: 'LV, section 4.2: k copies',
  premise: (step) => walksSent(step).length > 0,
  holds: (step) => {
    const names = [...step.after.standing, ...walksSent(step).map(({ message }) => message)].map(
      ({ guid, walker }) => `${guid} ${walker}`,
    );
    return (
      walkersAfter(step) <= walkersBefore(step) &&
      new Set(names).size === names.length &&
      walksSent(step).every(({ message: { walker } }) => walker < step.before.limits.walkers)
    );
  },
});

export const walksOn = kit.step({
  name: 'Walks On',
  says: 'A walker ends only if it crossed all its links, its origin says so, or no answer comes.',
  source: 'LV, section 4.2; a walker is no duplicate of another',
  premise: (step) => walkReceived(step) !== undefined || walkerAnswered(step) !== undefined,
  holds: (step) => walkersAfter(step) === walkersBefore(step) || mayEnd(step),
});

function mayEnd(step: Step): boolean {
  const { event, before } = step;
  if (event.type === 'timeout') return true;
  if (event.type !== 'message') return false;
  if (event.message.type === 'GoOn') return !event.message.more;
  const walk = walkReceived(step);
  if (walk === undefined) return false;
  const isHome = walk.origin === before.self;
  return walk.ttl <= 1 || (isHome && searchOf(before, walk.guid)?.isOver !== false);
}

export const movesAlongLinks = kit.step({
  name: 'Moves Along Links',
  says: 'A walker goes only to a neighbour.',
  source: 'LV, section 4.2',
  premise: (step) => walksSent(step).length > 0,
  holds: (step) => walksSent(step).every(({ to }) => step.before.neighbours.includes(to)),
});

export const lifetime = kit.step({
  name: 'Lifetime',
  says: 'A step of a walker takes one from its TTL and adds one to its hops, so every walk ends.',
  source: 'LV, section 4.2: a TTL of 1,024; the measure is the sum of all TTLs',
  premise: (step) => walksSent(step).some(({ message }) => message.hops > 0),
  holds: (step) => {
    const before = walkReceived(step) ?? walkerAnswered(step);
    return walksSent(step).every(({ message }) =>
      before === undefined
        ? message.hops === 0 && message.ttl === step.before.limits.ttl
        : message.ttl >= 1 &&
          message.ttl === before.ttl - 1 &&
          message.hops === before.hops + 1 &&
          message.guid === before.guid &&
          message.walker === before.walker &&
          message.criteria === before.criteria &&
          message.origin === before.origin,
    );
  },
});

/**
 * The neighbours to which walkers of a query went before the walker at this place of a step did; none where
 * servents remember no state.
 */
function usedBefore(step: Step, place: number): ReadonlySet<NodeId> {
  const walks = walksSent(step);
  const guid = walks[place]?.message.guid ?? '';
  if ((visitOf(step.after, guid)?.sent ?? []).length === 0) return new Set();
  const earlier = walks.slice(0, place).map(({ to }) => to);
  return new Set([...(visitOf(step.before, guid)?.sent ?? []), ...earlier]);
}

export const ownDraw = kit.step({
  name: 'Own Draw',
  says: 'Each walker goes where its own random number says, among the neighbours that it may go to.',
  source: 'LV, section 4.2: a randomly chosen neighbour for each walker',
  premise: (step) => walksSent(step).length > 0 && step.event.draw !== undefined,
  holds: (step) =>
    walksSent(step).every(({ to }, place) => {
      const number = step.event.draw?.[place];
      if (number === undefined) return true;
      const used = usedBefore(step, place);
      const free = step.before.neighbours.filter((one) => !used.has(one));
      return (free.length > 0 ? free : step.before.neighbours)[number] === to;
    }),
});

export const stateKeepsItsQuery = kit.step({
  name: 'State Keeps Its Query',
  says: 'A walker goes to a neighbour without a walker of its query while there is one; other queries do not count.',
  source: 'LV, section 4.2: state for each query',
  premise: (step) => walksSent(step).some((_, place) => usedBefore(step, place).size > 0),
  holds: (step) =>
    keepsOthers(step) &&
    walksSent(step).every(({ to }, place) => {
      const used = usedBefore(step, place);
      return !used.has(to) || used.size === step.before.neighbours.length;
    }),
});

/** Whether a step changes the memory of no query but those of the walkers that it moved. */
function keepsOthers(step: Step): boolean {
  const movedGuids = new Set(walksSent(step).map(({ message }) => message.guid));
  return step.before.visits.every(
    (visit) =>
      movedGuids.has(visit.guid) || visitOf(step.after, visit.guid)?.sent.length === visit.sent.length,
  );
}

// ------------------------------------------------------------- the end of a search

export const overshoot = kit.always({
  name: 'Overshoot',
  says: 'Once its origin has a hit, a walker crosses at most c more links, where it asks after every c.',
  source: 'LV, section 4.2, "checking": the walker stands still while it asks',
  premise: (_, history) => history.overshoot.size > 0,
  world: (views, history) => {
    const c = askEveryOf(views);
    return [...history.overshoot.values()].every((steps) => [...steps.values()].every((count) => count <= c));
  },
});

function askEveryOf(views: Views<Walkers>): number {
  return Math.max(...[...views.values()].map(({ limits }) => limits.askEvery));
}

export const cost = kit.always({
  name: 'Cost',
  says: 'A search costs at most k times as many steps and questions as one walker can take.',
  source: 'LV, section 4.2: a walker crosses TTL links, and asks after every c of them but the last',
  premise: (_, { costs }) => costs.size > 0,
  world: (views, { costs }) => {
    const limits = [...views.values()][0]?.limits;
    if (limits === undefined) return true;
    const { walkers, ttl, askEvery } = limits;
    return [...costs.values()].every(
      ({ steps, questions }) =>
        steps <= walkers * ttl && questions <= walkers * Math.floor((ttl - 1) / askEvery),
    );
  },
});

export const attribution = kit.step({
  name: 'Attribution',
  says: 'A hit is reported only to the user whose query it answers.',
  source: '0.4, section "Descriptor Routing", rule 2',
  premise: ({ effects }) => effects.some(({ type }) => type === 'output'),
  holds: ({ before, effects }) =>
    effects.every((effect) => effect.type !== 'output' || searchOf(before, effect.value.guid) !== undefined),
});

export const hitsFromHolders = kit.step({
  name: 'Hits From Holders',
  says: 'A servent answers a walker with a hit if and only if it shares a matching file and is not the origin.',
  source: 'LV, section 4.2',
  premise: (step) => walkReceived(step) !== undefined,
  holds: (step) => {
    const walk = walkReceived(step);
    if (walk === undefined) return true;
    const { self, shares } = step.before;
    const isHolder = walk.origin !== self && shares.includes(walk.criteria);
    const hits = othersSent(step).filter(({ message }) => message.type === 'Hit');
    return hits.length === (isHolder ? 1 : 0);
  },
});

/** Every message arrives at last, and every timer fires. */
const fairness: Fairness<Walkers> = { weak: ['deliver', 'timeout'] };

const noneStands = (views: Views<Walkers>) =>
  [...views.values()].every(({ standing }: WalkersView) => standing.length === 0);

export const allStop = kit.settles({
  name: 'All Stop',
  says: 'No walker waits for ever: at last none is left, even if a question or its answer was lost.',
  source: 'LV, section 4.2; with Lifetime every walk is finite, so what is left of it would stand',
  fairness,
  withinMs: 60_000,
  world: noneStands,
});

export const canStop = kit.possible({
  name: 'Can Stop',
  says: 'From every world, all walkers that stand can go on or end.',
  source: 'LV, section 4.2',
  world: noneStands,
});

export const replyReach = kit.settles({
  name: 'Reply Reach',
  says: 'Where nothing is lost, every hit that a servent sent arrives at the user.',
  source: '0.4, section "Descriptor Routing", rule 2',
  fairness,
  withinMs: 60_000,
  world: (_, { answers, hits }) => [...answers].every((answer) => hits.has(answer)),
});

// ------------------------------------------------------------- what must be reachable

export const hitArrives = kit.sometimes({
  name: 'Hit Arrives',
  says: 'A hit arrives.',
  source: 'LV, section 4.2',
  world: (_, { hits }) => hits.size > 0,
});

export const walkerWaits = kit.sometimes({
  name: 'Walker Waits',
  says: 'A walker stands still and waits for an answer.',
  source: 'LV, section 4.2, "checking"',
  node: ({ standing }) => standing.length > 0,
});

export const overshootIsTight = kit.sometimes({
  name: 'Overshoot Is Tight',
  says: 'A walker crosses c links after its origin has a hit: the answer "go on" was under way.',
  source: 'The bound of Overshoot is no larger than it must be',
  world: (views, history: WalkersHistory) => {
    const c = askEveryOf(views);
    return [...history.overshoot.values()].some((steps) => [...steps.values()].some((count) => count === c));
  },
});

export const stateIsFull = kit.sometimes({
  name: 'Every Neighbour Tried',
  says: 'Walkers of one query went to all neighbours of a servent.',
  source: 'LV, section 4.2: state for each query',
  node: ({ visits, neighbours }) => visits.some(({ sent }) => sent.length === neighbours.length),
});

/** The properties of every scope. */
export const properties = [
  ...[atMostK, walksOn, movesAlongLinks, lifetime, ownDraw, overshoot, cost, attribution, hitsFromHolders],
  ...[allStop, canStop, hitArrives, walkerWaits],
];
