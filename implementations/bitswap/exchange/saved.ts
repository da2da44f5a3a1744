/** The saved state of a node of the exchange: plain data with names, made from it and restored to it. */
import type { NodeId } from '../../../checker/actors/actor.ts';
import type {
  Connection,
  ExchangeView,
  PartnerView,
  Task,
  Want,
} from '../../../models/bitswap/exchange/messages.ts';
import { noTask, noWant, taskBlock, taskDont, taskHave, wantBlock, wantHave } from './asks.ts';
import { saysDont, saysHave, saysNothing } from './client.ts';
import type { Exchange } from './exchange.ts';
import { none } from './table.ts';

/** The state of a node between two steps. */
export type ExchangeSaved = Omit<ExchangeView, 'role'>;

/** What a node keeps besides its exchange. */
export interface Surroundings {
  /** Partners by number. */
  readonly names: readonly NodeId[];
  /** The state of the connection to each, by number. */
  readonly connections: readonly Connection[];
  readonly held: ReadonlySet<string>;
  /** Of these, blocks that do not match their CID. */
  readonly spoiled: ReadonlySet<string>;
  /** Whether receipts are a part of the state. */
  readonly receipts: boolean;
}

const wantNames: Readonly<Record<number, Want>> = { [wantHave]: 'have', [wantBlock]: 'block' };
const taskNames: Readonly<Record<number, Task>> = {
  [taskDont]: 'dont',
  [taskHave]: 'have',
  [taskBlock]: 'block',
};
const wantNumbers = { have: wantHave, block: wantBlock };
const taskNumbers = { dont: taskDont, have: taskHave, block: taskBlock };

/** The state of a node. */
export function savedOf(
  { client, server, peers }: Exchange,
  { names, connections, held, spoiled, receipts }: Surroundings,
): ExchangeSaved {
  const { wants, sessions } = client;
  const slots = [...sessions.keys()].filter((slot) => sessions[slot] !== undefined);
  const nameOf = (partner: number) => names[partner] as NodeId;
  const says = new Map<NodeId, ReadonlyMap<string, 'have' | 'dont'>>();
  const strikes = new Map<NodeId, number>();
  const partners = new Map<NodeId, PartnerView>();
  for (const [partner, name] of names.entries()) {
    const told = new Map<string, Want>();
    const said = new Map<string, 'have' | 'dont'>();
    for (const slot of slots) {
      const want = wantNames[client.toldTo(partner, slot)];
      if (want !== undefined) told.set(wants.nameOf(slot), want);
      const answer = client.saidBy(partner, slot);
      if (answer === saysHave) said.set(wants.nameOf(slot), 'have');
      else if (answer !== saysNothing) said.set(wants.nameOf(slot), 'dont');
    }
    if (said.size > 0) says.set(name, said);
    if (peers.strikesOf(partner) > 0) strikes.set(name, peers.strikesOf(partner));
    partners.set(name, {
      conn: connections[partner] as Connection,
      told,
      ...servedTo(server, partner),
      receipt: {
        sent: receipts ? peers.sentTo(partner) : 0,
        received: receipts ? peers.receivedFrom(partner) : 0,
      },
    });
  }
  return {
    held: new Set(held),
    spoiled: new Set(spoiled),
    wanted: new Map(slots.map((slot) => [wants.nameOf(slot), new Set(sessions[slot])])),
    session: new Set(names.filter((_, partner) => client.isInSession(partner))),
    asked: new Map(
      slots.flatMap((slot) => {
        const partner = client.askedFor(slot);
        return partner === none ? [] : [[wants.nameOf(slot), nameOf(partner)] as const];
      }),
    ),
    says,
    strikes,
    partners,
  };
}

function servedTo(
  { ledger, cids }: Exchange['server'],
  partner: number,
): Pick<PartnerView, 'asks' | 'tasks'> {
  const asks = new Map<string, Want>();
  const tasks = new Map<string, Task>();
  for (let entry = ledger.firstOfPartner(partner); entry !== none; entry = ledger.nextOfPartner(entry)) {
    const cid = cids.nameOf(ledger.cid[entry] as number);
    const want = wantNames[ledger.want[entry] as number];
    const task = taskNames[ledger.task[entry] as number];
    if (want !== undefined) asks.set(cid, want);
    if (task !== undefined) tasks.set(cid, task);
  }
  return { asks, tasks };
}

/** Gives a new exchange a saved state. */
export function restore(
  { client, server, peers }: Exchange,
  names: readonly NodeId[],
  saved: ExchangeSaved,
  priorityOf: (cid: string) => number,
): void {
  const { wanted, session, asked, says, strikes, partners } = saved;
  for (const [cid, sessions] of wanted) {
    const partner = asked.get(cid);
    client.restoreWant(cid, sessions, partner === undefined ? none : names.indexOf(partner));
  }
  for (const [partner, name] of names.entries()) {
    const kept = partners.get(name) as PartnerView;
    if (kept.conn === 'up') client.restoreUp(partner);
    if (session.has(name)) client.restoreSession(partner);
    for (const [cid, want] of kept.told) client.restoreTold(partner, cid, wantNumbers[want]);
    for (const [cid, answer] of says.get(name) ?? [])
      client.restoreSaid(partner, cid, answer === 'have' ? saysHave : saysDont);
    for (const [cid, want] of kept.asks)
      server.restore(partner, cid, wantNumbers[want], noTask, priorityOf(cid));
    for (const [cid, task] of kept.tasks)
      server.restore(partner, cid, noWant, taskNumbers[task], priorityOf(cid));
    peers.restore(partner, strikes.get(name) ?? 0, kept.receipt.sent, kept.receipt.received);
  }
}
