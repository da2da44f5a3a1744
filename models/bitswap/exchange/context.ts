/**
 * The context of a client, the root of a node: its variables, their start, and the rules that choose whom to
 * ask (C1, C2). Numbers of rules are those of `docs/bitswap.md`.
 */
import type { Birth, MachineEvent, NodeId } from '../../../checker/actors/actor.ts';
import type {
  Cid,
  ClientPart,
  Data,
  ExchangeSetting,
  ExchangeView,
  Session,
  ToPartner,
  Want,
} from './messages.ts';

/** The events of the root. */
export type ClientEvent = MachineEvent<ClientPart>;

/** The context of the root. */
export interface ClientContext extends Omit<ExchangeView, 'role' | 'partners'> {
  readonly self: NodeId;
  readonly setting: ExchangeSetting;
  /** The partners whose connection is up. */
  readonly up: ReadonlySet<NodeId>;
}

/** A message to the part of one partner. */
export interface Sending {
  readonly to: NodeId;
  readonly message: ToPartner;
}

/** A change of the context, and what goes to the partners. */
export interface Outcome {
  readonly changed: Partial<ClientContext>;
  readonly sends: readonly Sending[];
}

/** The first context: no partner is up yet. */
export function initialContext({ self, setting }: Birth<ClientPart>): ClientContext {
  return {
    self,
    setting,
    up: new Set(),
    held: new Set(setting.held[self] ?? []),
    spoiled: new Set(),
    wanted: new Map(),
    session: new Set(),
    asked: new Map(),
    says: new Map(),
    strikes: new Map(),
  };
}

/** The view of the root. */
export function clientView(context: ClientContext): ClientPart['view'] {
  const { held, spoiled, wanted, session, asked, says, strikes } = context;
  return { role: 'node', held, spoiled, wanted, session, asked, says, strikes };
}

/** The nodes that a node has a link to. */
export function linkedTo(self: NodeId, { links }: Pick<ExchangeSetting, 'links'>): readonly NodeId[] {
  return links.flatMap(([one, other]) => (one === self ? [other] : other === self ? [one] : []));
}

/** The content of a block that is here. */
export function dataOf({ spoiled }: Pick<ClientContext, 'spoiled'>, cid: Cid): Data {
  return spoiled.has(cid) ? 'bad' : 'good';
}

// ------------------------------------------------------------- whom to ask

/** What the choice of a partner reads. */
export type Knowledge = Pick<ClientContext, 'up' | 'session' | 'says' | 'strikes' | 'setting'>;

/** Those of these partners with fewer bad blocks than `strikesMax`; all of them if there is none. */
function trusted({ strikes, setting }: Knowledge, partners: readonly NodeId[]): readonly NodeId[] {
  const { strikesMax } = setting;
  const good = partners.filter((partner) => strikesMax === 0 || (strikes.get(partner) ?? 0) < strikesMax);
  return good.length > 0 ? good : partners;
}

/** The partners of the session that are up, of which one is asked for a new want (C1). */
export function firstAsked(known: Knowledge): readonly NodeId[] {
  return trusted(known, sessionUp(known));
}

/** The partners of the session that are up, by name. */
export function sessionUp({ up, session }: Pick<Knowledge, 'up' | 'session'>): readonly NodeId[] {
  return [...session].filter((partner) => up.has(partner)).sort();
}

/** The partners that may be asked next for a block (C2): those that say Have, else the silent ones. */
export function askable(known: Knowledge, cid: Cid): readonly NodeId[] {
  const { up, says } = known;
  const having = [...up].filter((partner) => says.get(partner)?.get(cid) === 'have').sort();
  if (having.length > 0) return trusted(known, having);
  return trusted(
    known,
    sessionUp(known).filter((partner) => says.get(partner)?.get(cid) === undefined),
  );
}

/** The blocks that a partner was asked for. */
export function askedOf({ asked }: Pick<ExchangeView, 'asked'>, partner: NodeId): readonly Cid[] {
  return sorted([...asked].flatMap(([cid, other]) => (other === partner ? [cid] : [])));
}

/** The first of these partners in an order; where the order names none of them, the first by name. */
export function firstIn(
  candidates: readonly NodeId[],
  order: readonly NodeId[] | undefined,
): NodeId | undefined {
  return order?.find((partner) => candidates.includes(partner)) ?? candidates[0];
}

/** Asks one partner for each of these blocks, or tells all where there is none to ask (C2). */
export function asking(
  context: ClientContext,
  cids: Iterable<Cid>,
  order: readonly NodeId[] | undefined,
  candidates: typeof askable = askable,
): Outcome {
  const asked = new Map(context.asked);
  const sends: Sending[] = [];
  for (const cid of sorted(cids)) {
    const partner = firstIn(candidates(context, cid), order);
    if (partner === undefined) sends.push(...telling(context, cid));
    else {
      asked.set(cid, partner);
      sends.push({ to: partner, message: { type: 'ask', cid } });
    }
  }
  return { changed: { asked }, sends };
}

/** Tells every partner that is up of a want (a broadcast); a partner that was told already stays as it is. */
export function telling({ up }: Pick<ClientContext, 'up'>, cid: Cid): readonly Sending[] {
  return [...up].sort().map((to) => ({ to, message: { type: 'tell', cid, sendDontHave: false } }));
}

/** The end of a want (C4, C5): its Cancel goes to all that were told of it, but not to the giver of the block. */
export function ending(context: ClientContext, cid: Cid, giver?: NodeId): Outcome {
  return {
    changed: {
      wanted: withoutKey(context.wanted, cid),
      asked: withoutKey(context.asked, cid),
      says: withoutSaid(context.says, cid),
    },
    sends: [...context.up]
      .sort()
      .map((to) => ({ to, message: { type: to === giver ? 'forget' : 'cancel', cid } })),
  };
}

// ------------------------------------------------------------- sets and maps

/** Blocks in the order of their names. */
export function sorted(cids: Iterable<Cid>): readonly Cid[] {
  return [...cids].sort();
}

/** A set with one member more. */
export function withMember<T>(members: ReadonlySet<T>, member: T): ReadonlySet<T> {
  return members.has(member) ? members : new Set(members).add(member);
}

/** A set with one member less. */
export function withoutMember<T>(members: ReadonlySet<T>, member: T): ReadonlySet<T> {
  return members.has(member) ? new Set([...members].filter((other) => other !== member)) : members;
}

/** A map without one key. */
export function withoutKey<K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> {
  return map.has(key) ? new Map([...map].filter(([other]) => other !== key)) : map;
}

/** What partners say, with the answer of one of them. */
export function withSaid(
  says: ExchangeView['says'],
  partner: NodeId,
  cid: Cid,
  answer: 'have' | 'dont',
): ExchangeView['says'] {
  return new Map(says).set(partner, new Map(says.get(partner)).set(cid, answer));
}

/** What partners say, without a block; a partner that says nothing is left out. */
function withoutSaid(says: ExchangeView['says'], cid: Cid): ExchangeView['says'] {
  const left = [...says].map(([partner, answers]) => [partner, withoutKey(answers, cid)] as const);
  return new Map(left.filter(([, answers]) => answers.size > 0));
}

/** The sessions that want a block, with one more. */
export function withSession(
  wanted: ExchangeView['wanted'],
  cid: Cid,
  session: Session,
): ExchangeView['wanted'] {
  return new Map(wanted).set(cid, withMember(wanted.get(cid) ?? new Set<Session>(), session));
}

/** The greater of two wants. */
export function greater(one: Want | undefined, other: Want): Want {
  return one === 'block' ? one : other;
}
