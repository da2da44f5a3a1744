/**
 * The kit of the suite of Bitswap's exchange: its shape, the history of its monitor, the role of a node, and its
 * mutants. A node is a composite actor, so a mutant replaces guards and actions of its root or of its partners.
 */
import { type AnyStateMachine, assign } from 'xstate';
import type { Actor, NodeId } from '../../../checker/actors/actor.ts';
import { composite } from '../../../checker/actors/composite-actor.ts';
import { type MachineOf, machineActor } from '../../../checker/actors/xstate-actor.ts';
import { protocol } from '../../../checker/suite/kit.ts';
import { part } from '../../../checker/suite/role.ts';
import { ExchangeNode } from '../../../implementations/bitswap/exchange/node.ts';
import * as machines from '../../../models/bitswap/exchange/adversaries.ts';
import { clientMachine } from '../../../models/bitswap/exchange/client.ts';
import { type ClientContext, clientView } from '../../../models/bitswap/exchange/context.ts';
import type { ClientPart, Exchange, PartnerPart } from '../../../models/bitswap/exchange/messages.ts';
import { partnerMachine, partnerView } from '../../../models/bitswap/exchange/partner.ts';

// ------------------------------------------------------------- history

/** What users wait for, and whether one of them got a block that it did not wait for. */
export interface ExchangeHistory {
  /** The sessions that wait for a block, by node and block, as `a x`. */
  readonly waiting: ReadonlyMap<string, ReadonlySet<string>>;
  /** The nodes and blocks that were reported without a want. */
  readonly unasked: ReadonlySet<string>;
}

const nothing: ExchangeHistory = { waiting: new Map(), unasked: new Set() };

/** The kit for the shape of the exchange. */
export const kit = protocol<Exchange>().monitor<ExchangeHistory>(nothing, (history, event) => {
  if (event.type === 'output') {
    if (event.output.type !== 'got') return history;
    const key = keyOf(event.node, event.output.cid);
    if (!history.waiting.has(key)) return { ...history, unasked: new Set(history.unasked).add(key) };
    return { ...history, waiting: withWaiting(history, key, new Set()) };
  }
  if (event.type !== 'input') return history;
  const { input } = event;
  if (input.type !== 'want' && input.type !== 'giveUp') return history;
  const key = keyOf(event.node, input.cid);
  const sessions = new Set(history.waiting.get(key));
  if (input.type === 'want') sessions.add(input.session);
  else sessions.delete(input.session);
  return { ...history, waiting: withWaiting(history, key, sessions) };
});

function keyOf(node: NodeId, cid: string): string {
  return `${node} ${cid}`;
}

function withWaiting({ waiting }: ExchangeHistory, key: string, sessions: ReadonlySet<string>) {
  const left = new Map(waiting);
  if (sessions.size > 0) left.set(key, sessions);
  else left.delete(key);
  return left;
}

// ------------------------------------------------------------- a node

/** A node of these parts. */
function nodeOf({
  root,
  partner,
}: {
  root: Actor<ClientPart>;
  partner: Actor<PartnerPart>;
}): Actor<Exchange> {
  return composite<Exchange, ClientPart, PartnerPart>({
    root,
    partner,
    view: (view, partners) => ({
      ...view,
      partners: new Map(
        [...partners].flatMap(([partner, { conn, ...kept }]) =>
          conn === 'apart' ? [] : [[partner, { conn, ...kept }]],
        ),
      ),
    }),
  }) as Actor<Exchange>;
}

const partner = part<PartnerPart, typeof partnerMachine>(partnerMachine, {
  view: ({ context, value }) => partnerView(value, context),
});

/** The role of a node. */
export const node = kit.compositeRole({
  name: 'node',
  parts: {
    root: part<ClientPart, typeof clientMachine>(clientMachine, {
      view: ({ context }) => clientView(context),
    }),
    partner,
  },
  actor: nodeOf,
  implementation: (birth) => new ExchangeNode(birth),
});

// ------------------------------------------------------------- adversaries

/** An adversary that answers: another root, with the partners of an honest node. */
function answerer<M extends AnyStateMachine>(machine: MachineOf<ClientPart, M>): Actor<Exchange> {
  const root = machineActor<ClientPart, M>(machine, {
    view: ({ context }) => clientView(context as ClientContext),
  });
  return nodeOf({ root, partner: partner.actorOf(partner.machine) });
}

/** The adversaries. Properties do not see their views. */
export const adversaries = {
  poisoner: answerer(machines.poisonerMachine),
  haveLiar: answerer(machines.haveLiarMachine),
  identityLiar: answerer(machines.identityLiarMachine),
  duplicator: answerer(machines.duplicatorMachine),
  silent: answerer(machines.silentMachine),
  talker: kit.model(machines.talkerMachine, { view: machines.talkerView }),
  /** A node that wants blocks, and serves no partner. */
  freeLoader: node.modelWith({
    root: { actions: { serve: assign({}), keepAsk: assign({}), serveWaiting: assign({}) } },
  }),
};

/** The name of an adversary's role. */
export type Adversary = keyof typeof adversaries;
