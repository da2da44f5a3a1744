/** Mutants of the implementation in which a walker ends too early, or a search does not end. */
import type { Birth, NodeId, Outbox, Received } from '../../../../checker/actors/actor.ts';
import type { WalkersRules } from '../../../../implementations/gnutella/walkers/rules.ts';
import { WalkingServent } from '../../../../implementations/gnutella/walkers/servent.ts';
import type { Walk, Walkers, WalkersView } from '../../../../models/gnutella/walkers/messages.ts';

/** Whether a walker that came from a neighbour ends at a servent. */
export type Ends = (view: WalkersView, walk: Walk, from: NodeId) => boolean;

/** The right servent, at which some walkers end as if their TTL were used up. */
class Ending extends WalkingServent {
  readonly #ends: Ends;

  constructor(birth: Birth<Walkers>, rules: WalkersRules, ends: Ends) {
    super(birth, rules);
    this.#ends = ends;
  }

  override handle(event: Received<Walkers>, out: Outbox<Walkers>): void {
    const { draw: _, ...rest } = event;
    if (rest.type === 'message' && rest.message.type === 'Walk') {
      const { message, from } = rest;
      if (this.#ends(this.view(), message, from)) {
        super.handle({ type: 'message', from, message: { ...message, ttl: 1 } }, out);
        return;
      }
    }
    super.handle(event, out);
  }
}

/** A servent at which some walkers end too early. */
export function ending(ends: Ends) {
  return (birth: Birth<Walkers>, rules: WalkersRules) => new Ending(birth, rules, ends);
}

/** The same, and a hit does not end the search. */
export function endingAlone(ends: Ends) {
  return (birth: Birth<Walkers>, rules: WalkersRules): WalkingServent =>
    new (class extends Ending {
      override handle(event: Received<Walkers>, out: Outbox<Walkers>): void {
        const { searches } = this.save();
        super.handle(event, out);
        if (event.type === 'message' && event.message.type === 'Hit') this.load({ ...this.save(), searches });
      }
    })(birth, rules, ends);
}

/** It remembers another walker of the query (G20). */
export const isKnown: Ends = ({ visits }, { guid }) => visits.some((visit) => visit.guid === guid);

/** It shares a matching file (S7). */
export const isHolder: Ends = ({ self, shares }, { origin, criteria }) =>
  origin !== self && shares.includes(criteria);

/** Its only neighbour is the one that the walker came from (S9). */
export const isDeadEnd: Ends = ({ neighbours }, _walk, from) =>
  neighbours.every((neighbour) => neighbour === from);
