/**
 * The choker of a torrent (C2, C3): the rule `held` of `choker/held.ts`, by rates that are counted. There it
 * is an actor of its own, with rates that are drawn, beside the published rules.
 */
import type { NodeId } from '../../checker/actors/actor.ts';
import * as held from './choker/held.ts';
import { snubbedRate } from './choker/messages.ts';
import type { TorrentContext } from './context.ts';

/** The choker's variables after a round. */
export type Chosen = Pick<TorrentContext, 'unchoked' | 'optimistic' | 'rotation' | 'round' | 'rates'>;

/** The parameters of the rule; without an optimistic partner all slots are for regular ones. */
function settingOf({ slots, optimistic, zeroRate }: TorrentContext['setting']) {
  const extra = optimistic === 'none' ? ('extra' as const) : optimistic;
  return { slots, zeroRate, snubbed: 'last' as const, optimistic: extra };
}

/** The regular partners (C2). */
export function regularOf(context: TorrentContext): readonly NodeId[] {
  const rates = new Map(context.rates);
  for (const partner of context.snubbed) rates.set(partner, snubbedRate);
  return held.regularOf({ ...context, setting: settingOf(context.setting) }, rates);
}

/** The optimistic partner after a round, and the rotation with it at the end if it is a new one (C3). */
export function nextOptimistic(
  context: TorrentContext,
  regular: readonly NodeId[],
  round: number,
): Pick<TorrentContext, 'optimistic' | 'rotation'> {
  if (context.setting.optimistic === 'none') return { optimistic: null, rotation: context.rotation };
  return held.nextOptimistic({ ...context, regular, round, setting: settingOf(context.setting) });
}

/** A round (C2, C3): counts it, and chooses the partners that are unchoked until the next one. */
export function chosenIn(context: TorrentContext): Chosen {
  const round = (context.round + 1) % context.setting.turnRounds;
  const regular = regularOf(context);
  const { optimistic, rotation } = nextOptimistic(context, regular, round);
  const unchoked = new Set(optimistic === null ? regular : [...regular, optimistic]);
  return { unchoked, optimistic, rotation, round, rates: new Map() };
}
