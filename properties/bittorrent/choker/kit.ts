/**
 * The kit of the choker's suite: its shape, the history of its monitor, the role of the choker, and its idle peers. The monitor counts
 * rounds where a scope reports them; in all other scopes its history stays empty.
 */
import type { NodeId } from '../../../checker/actors/actor.ts';
import { protocol } from '../../../checker/suite/kit.ts';
import { ChokerCore } from '../../../implementations/bittorrent/choker-core.ts';
import { chokerRules } from '../../../implementations/bittorrent/choker-rules.ts';
import { chokerMachine } from '../../../models/bittorrent/choker/choker.ts';
import { viewOf } from '../../../models/bittorrent/choker/context.ts';
import type { BitTorrentChoker } from '../../../models/bittorrent/choker/messages.ts';
import { peerMachine } from '../../../models/bittorrent/choker/peer.ts';

/** What the monitor counts where rounds are reported. */
export interface RoundHistory {
  /** For each peer that waits, at the end of how many rounds it was interested and choked, one after the other. */
  readonly waits: ReadonlyMap<NodeId, number>;
  /**
   * How often each interested peer was choked or unchoked since the last round, or since it became interested;
   * 2 and more are 2. It is null before the first round.
   */
  readonly changes: ReadonlyMap<NodeId, number> | null;
}

function without(counts: ReadonlyMap<NodeId, number>, peer: NodeId): ReadonlyMap<NodeId, number> {
  return counts.has(peer) ? new Map([...counts].filter(([other]) => other !== peer)) : counts;
}

/** The kit for the choker's shape. */
export const kit = protocol<BitTorrentChoker>().monitor<RoundHistory>(
  { waits: new Map(), changes: null },
  (history, event) => {
    const { waits, changes } = history;
    if (event.type === 'input') {
      const { type, peer } = event.input;
      if (type === 'connect') return history;
      if (type === 'interested')
        return changes === null ? history : { waits, changes: new Map(changes).set(peer, 0) };
      return { waits: without(waits, peer), changes: changes === null ? null : without(changes, peer) };
    }
    if (event.type !== 'output') return history;
    const { output } = event;
    if (output.type === 'round') {
      const longer = [...output.waiting].map((peer) => [peer, (waits.get(peer) ?? 0) + 1] as const);
      const begun = [...output.interested].map((peer) => [peer, 0] as const);
      return { waits: new Map(longer), changes: new Map(begun) };
    }
    const count = changes?.get(output.peer);
    if (changes === null || count === undefined) return history;
    return { waits, changes: new Map(changes).set(output.peer, Math.min(count + 1, 2)) };
  },
);

/** The role of the choker. */
export const choker = kit.role({
  name: 'choker',
  machine: chokerMachine,
  view: ({ context }) => viewOf(context),
  implementation: (birth, rules) => new ChokerCore(birth, rules),
  rules: chokerRules,
});

/** An idle peer, which has no role: model and implementation are both surrounded by such nodes. */
export const idlePeer = kit.model(peerMachine, {
  view: ({ context: { name } }) => ({ role: 'peer', name }),
});
