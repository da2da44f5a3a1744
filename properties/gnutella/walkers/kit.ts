/**
 * The kit of the random walkers' suite: its shape, the history of its monitor, and the role of a servent. The
 * monitor counts the steps and questions of walkers, since the promises on costs do.
 */
import type { NodeId } from '../../../checker/actors/actor.ts';
import { protocol } from '../../../checker/suite/kit.ts';
import { walkersRules } from '../../../implementations/gnutella/walkers/rules.ts';
import { WalkingServent } from '../../../implementations/gnutella/walkers/servent.ts';
import { viewOf } from '../../../models/gnutella/walkers/context.ts';
import { walkersMachine } from '../../../models/gnutella/walkers/machine.ts';
import type { Guid, Walkers } from '../../../models/gnutella/walkers/messages.ts';

/** The messages of one query that walkers cost. */
export interface Cost {
  /** Links that walkers were sent over. */
  readonly steps: number;
  /** Questions to the origin. */
  readonly questions: number;
}

/** What servents sent and reported so far. */
export interface WalkersHistory {
  /** By GUID of the query. */
  readonly costs: ReadonlyMap<Guid, Cost>;
  /** The hits that holders sent, as `a1 d`: GUID and servent. */
  readonly answers: ReadonlySet<string>;
  /** The hits that reached their user. */
  readonly hits: ReadonlySet<string>;
  /** For each query with a hit, the steps of its walkers since the first one, by number of the walker. */
  readonly overshoot: ReadonlyMap<Guid, ReadonlyMap<number, number>>;
}

const nothing: WalkersHistory = {
  costs: new Map(),
  answers: new Set(),
  hits: new Set(),
  overshoot: new Map(),
};

/** The kit for the shape of random walkers. */
export const kit = protocol<Walkers>().monitor<WalkersHistory>(
  nothing,
  (history, event) => {
    if (event.type === 'output') {
      const { guid, servent } = event.output;
      const hits = new Set(history.hits).add(hitKey(guid, servent));
      if (history.overshoot.has(guid)) return { ...history, hits };
      return { ...history, hits, overshoot: new Map(history.overshoot).set(guid, new Map()) };
    }
    if (event.type !== 'send') return history;
    const { message } = event;
    switch (message.type) {
      case 'Walk':
        return { ...withCost(history, message.guid, { steps: 1 }), overshoot: oneFurther(history, message) };
      case 'Ask':
        return withCost(history, message.guid, { questions: 1 });
      case 'Hit':
        return { ...history, answers: new Set(history.answers).add(hitKey(message.guid, message.servent)) };
      default:
        return history;
    }
  },
  { observesSends: true },
);

function hitKey(guid: Guid, servent: NodeId): string {
  return `${guid} ${servent}`;
}

function withCost(history: WalkersHistory, guid: Guid, more: Partial<Cost>): WalkersHistory {
  const { steps, questions } = history.costs.get(guid) ?? { steps: 0, questions: 0 };
  const cost = { steps: steps + (more.steps ?? 0), questions: questions + (more.questions ?? 0) };
  return { ...history, costs: new Map(history.costs).set(guid, cost) };
}

/** The steps since the first hit, after one more step of a walker. */
function oneFurther(
  { overshoot }: WalkersHistory,
  { guid, walker }: { readonly guid: Guid; readonly walker: number },
): WalkersHistory['overshoot'] {
  const steps = overshoot.get(guid);
  if (steps === undefined) return overshoot;
  return new Map(overshoot).set(guid, new Map(steps).set(walker, (steps.get(walker) ?? 0) + 1));
}

/** The role of a servent: the model and its view, and the implementation with its rules. */
export const servent = kit.role({
  name: 'servent',
  machine: walkersMachine,
  view: ({ context }) => viewOf(context),
  implementation: (birth, rules) => new WalkingServent(birth, rules),
  rules: walkersRules,
});
