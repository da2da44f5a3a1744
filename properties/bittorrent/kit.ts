/**
 * The kit of the suite of a swarm: its shape, the history of its monitor, the role of a peer, and its mutants.
 * A peer is a composite actor, so a mutant replaces guards and actions of its root or of its connections.
 */
import { assign } from 'xstate';
import type { Actor, Effect, NodeId, Received, Step } from '../../checker/actors/actor.ts';
import { type CompositeState, composite } from '../../checker/actors/composite-actor.ts';
import { protocol } from '../../checker/suite/kit.ts';
import { part } from '../../checker/suite/role.ts';
import { Peer } from '../../implementations/bittorrent/peer.ts';
import * as machines from '../../models/bittorrent/adversaries.ts';
import { connectionMachine } from '../../models/bittorrent/connection.ts';
import { connectionView } from '../../models/bittorrent/connection-actions.ts';
import { type TorrentContext, torrentView } from '../../models/bittorrent/context.ts';
import type { ConnectionPart, Swarm, TorrentPart } from '../../models/bittorrent/messages.ts';
import { torrentMachine } from '../../models/bittorrent/torrent.ts';

// ------------------------------------------------------------- history

/** What the peers reported so far, if the setting lets them. */
export interface SwarmHistory {
  /** How many messages are under way. */
  readonly underWay: number;
  /** How many failed pieces had a block of a peer, by peer. */
  readonly failed: ReadonlyMap<NodeId, number>;
}

const nothing: SwarmHistory = { underWay: 0, failed: new Map() };

/** The kit for the shape of a swarm. */
export const kit = protocol<Swarm>().monitor<SwarmHistory>(nothing, (history, event) => {
  if (event.type !== 'output') return history;
  switch (event.output.type) {
    case 'left':
      return { ...history, underWay: history.underWay + 1 };
    case 'arrived':
      return { ...history, underWay: history.underWay - 1 };
    case 'failed': {
      const failed = new Map(history.failed);
      for (const source of event.output.sources) failed.set(source, (failed.get(source) ?? 0) + 1);
      return { ...history, failed };
    }
    case 'verified':
      return history;
  }
});

// ------------------------------------------------------------- a peer and its mutants

/** An actor that also reports the messages of its links, if the setting `reports` is `links`. */
function reporting(actor: Actor<Swarm, CompositeState>): Actor<Swarm, CompositeState> {
  const withReports = (step: Step<Swarm, CompositeState>, event?: Received<Swarm>) => {
    const { setting } = (step.state.root as { readonly context: TorrentContext }).context;
    if (setting.reports !== 'links') return step;
    // By name: the order of messages on different links means nothing.
    const reports: Effect<Swarm>[] = step.effects
      .flatMap((effect) => (effect.type === 'send' ? [effect.to] : []))
      .sort()
      .map((to) => ({ type: 'output', value: { type: 'left', to } }));
    if (event?.type === 'message')
      reports.push({ type: 'output', value: { type: 'arrived', from: event.from } });
    return { ...step, effects: [...step.effects, ...reports] };
  };
  return {
    ...actor,
    init: (birth) => withReports(actor.init(birth)),
    step: (state, event, choice) => withReports(actor.step(state, event, choice), event),
    view: (state) => actor.view(state),
    choices: (state, event) => actor.choices?.(state, event) ?? [],
  };
}

/** The role of a peer. */
export const peer = kit.compositeRole({
  name: 'peer',
  parts: {
    root: part<TorrentPart, typeof torrentMachine>(torrentMachine, {
      view: ({ context }) => torrentView(context),
    }),
    connection: part<ConnectionPart, typeof connectionMachine>(connectionMachine, {
      view: ({ context, value }) => connectionView(value, context),
    }),
  },
  actor: ({ root, connection }) =>
    reporting(
      composite<Swarm, TorrentPart, ConnectionPart>({
        root,
        partner: connection,
        view: (view, connections) => ({ ...view, connections }),
      }),
    ) as Actor<Swarm>,
  implementation: (birth) => new Peer(birth),
});

// ------------------------------------------------------------- adversaries

const reading = {
  view: ({ context }: { context: machines.AdversaryContext }) => machines.adversaryView(context),
};

/** The adversaries. Properties do not see their views. */
export const adversaries = {
  poisoner: kit.model(machines.poisonerMachine, reading),
  slowLoris: kit.model(machines.slowLorisMachine, reading),
  whitewasher: kit.model(machines.whitewasherMachine, reading),
  hog: kit.model(machines.hogMachine, reading),
  flapper: kit.model(machines.flapperMachine, reading),
  /** A peer that never unchokes another one. */
  freeloader: peer.modelWith({ root: { actions: { choke: assign({}) } } }),
};

/** The name of an adversary's role. */
export type Adversary = keyof typeof adversaries;
