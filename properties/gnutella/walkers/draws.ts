/**
 * The random numbers of walkers, as draws of the environment: one number for each walker that a step moves,
 * below the number of neighbours that it may go to. A search tries all; where they are too many, a fixed
 * sample replaces them.
 */
import type { Received } from '../../../checker/actors/actor.ts';
import { randomOf } from '../../../checker/values/random.ts';
import { standingOf, visitOf } from '../../../models/gnutella/walkers/context.ts';
import type { Guid, Walkers, WalkersView } from '../../../models/gnutella/walkers/messages.ts';
import { crossed, elsewhere, isSpent } from '../../../models/gnutella/walkers/steps.ts';

type Draw = Walkers['draw'];

/** More combinations than this are sampled: 4 walkers with 4 neighbours each have as many. */
const allMax = 256;
/** The size of a sample. */
const sampled = 64;

/** The draws that a servent may receive with an event; none if the event moves no walker. */
export function drawsOf(view: WalkersView, event: Received<Walkers>, keepsState: boolean): readonly Draw[] {
  const limits = candidateCounts(view, event, keepsState);
  if (limits.length === 0) return [];
  if (limits.length === 1) return below(limits[0] as number);
  const combinations = limits.reduce((product, limit) => product * limit, 1);
  return combinations <= allMax ? product(limits) : sample(limits, `${view.self} ${view.searches.length}`);
}

/** For each walker that an event moves, the number of neighbours that it may go to. */
function candidateCounts(
  view: WalkersView,
  event: Received<Walkers>,
  keepsState: boolean,
): readonly number[] {
  const links = view.neighbours.length;
  if (links === 0) return [];
  if (event.type === 'input')
    return Array.from({ length: view.limits.walkers }, (_, before) =>
      keepsState && before < links ? links - before : links,
    );
  if (event.type !== 'message') return [];
  const { message } = event;
  const one = (guid: Guid) => [elsewhere(view.neighbours, visitOf(view, guid)?.sent ?? []).length];
  if (message.type === 'GoOn')
    return message.more && standingOf(view, message) !== undefined ? one(message.guid) : [];
  if (message.type !== 'Walk' || isSpent(message)) return [];
  const isHome = message.origin === view.self;
  if (isHome && view.searches.find(({ guid }) => guid === message.guid)?.isOver !== false) return [];
  if (!isHome && crossed(message) % view.limits.askEvery === 0) return [];
  return one(message.guid);
}

const single = new Map<number, readonly Draw[]>();

/** The draws of one walker. */
function below(limit: number): readonly Draw[] {
  const known = single.get(limit);
  if (known !== undefined) return known;
  const draws = Array.from({ length: limit }, (_, number) => [number]);
  single.set(limit, draws);
  return draws;
}

function product(limits: readonly number[]): readonly Draw[] {
  return limits.reduce<readonly Draw[]>(
    (lists, limit) =>
      lists.flatMap((list) => Array.from({ length: limit }, (_, number) => [...list, number])),
    [[]],
  );
}

/** Lists of independent uniform numbers; the same for the same seed. */
function sample(limits: readonly number[], seed: string): readonly Draw[] {
  let hash = 0;
  for (const char of seed) hash = (Math.imul(hash, 31) + (char.codePointAt(0) as number)) | 0;
  const random = randomOf(hash);
  return Array.from({ length: sampled }, () => limits.map((limit) => random.below(limit)));
}
