/**
 * The kit of the suite of Bitswap's exchange: its shape, the history of its monitor, the role of a node, and its
 * mutants. A node is a composite actor, so a mutant replaces guards and actions of its root or of its partners.
 */
import { type AnyStateMachine, assign } from 'xstate';
import type { Actor, Birth, Core, NodeId } from '../../../checker/actors/actor.ts';
import { composite } from '../../../checker/actors/composite-actor.ts';
import { implementationActor } from '../../../checker/actors/implementation-actor.ts';
import { type MachineOf, machineActor } from '../../../checker/actors/xstate-actor.ts';
import { protocol } from '../../../checker/suite/kit.ts';
import type { Bug } from '../../../checker/suite/suite.ts';
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

// ------------------------------------------------------------- a node and its mutants

type Implementations<M extends AnyStateMachine> = Pick<Parameters<M['provide']>[0], 'guards' | 'actions'>;

/** Guards and actions that replace those of the root and of the partners. */
export interface Replaced {
  readonly root?: Implementations<typeof clientMachine>;
  readonly partner?: Implementations<typeof partnerMachine>;
}

/** The model of a node, with other guards or actions. */
export function nodeWith({ root = {}, partner = {} }: Replaced = {}): Actor<Exchange> {
  const client = machineActor<ClientPart, typeof clientMachine>(clientMachine.provide(root as object), {
    view: ({ context }) => clientView(context),
  });
  return withPartners(client, partner);
}

/** A node of this root, with partners that have other guards or actions. */
function withPartners(
  root: Actor<ClientPart>,
  partner: NonNullable<Replaced['partner']> = {},
): Actor<Exchange> {
  return composite<Exchange, ClientPart, PartnerPart>({
    root,
    partner: machineActor<PartnerPart, typeof partnerMachine>(partnerMachine.provide(partner as object), {
      view: ({ context, value }) => partnerView(value, context),
    }),
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

/** The implementation of a node, made by a function. */
export function nodeBy(make: (birth: Birth<Exchange>) => Core<Exchange>): Actor<Exchange> {
  return implementationActor(make) as Actor<Exchange>;
}

/** The role of a node. */
export const node = { model: nodeWith(), implementation: nodeBy((birth) => new ExchangeNode(birth)) };

/** A known bug: a node with other guards or actions. */
export function mutant<const Z extends string>(
  bug: Replaced & Omit<Bug<Exchange, 'node', Z>, 'model' | 'implementation'>,
): Bug<Exchange, 'node', Z> {
  const { root, partner, ...description } = bug;
  const replaced = { ...(root && { root }), ...(partner && { partner }) };
  return { ...description, model: { node: nodeWith(replaced) } };
}

// ------------------------------------------------------------- adversaries

/** An adversary that answers: another root, with the partners of an honest node. */
function answerer<M extends AnyStateMachine>(machine: MachineOf<ClientPart, M>): Actor<Exchange> {
  return withPartners(
    machineActor<ClientPart, M>(machine, { view: ({ context }) => clientView(context as ClientContext) }),
  );
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
  freeLoader: nodeWith({
    root: { actions: { serve: assign({}), keepAsk: assign({}), serveWaiting: assign({}) } },
  }),
};

/** The name of an adversary's role. */
export type Adversary = keyof typeof adversaries;
