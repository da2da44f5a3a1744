/**
 * The draws of the exchange's scopes: the orders of partners that lead to different questions at an event. A
 * node asks the first of several partners in the order that it gets, so an order is given only where it
 * matters.
 */
import type { NodeId, Received } from '../../../checker/actors/actor.ts';
import {
  askable,
  askedOf,
  firstAsked,
  firstIn,
  type Knowledge,
  withSaid,
} from '../../../models/bitswap/exchange/context.ts';
import type {
  Cid,
  Exchange,
  ExchangeDraw,
  ExchangeSetting,
  ExchangeView,
} from '../../../models/bitswap/exchange/messages.ts';

/** What a node is about to ask: for each block the partners of which it may choose one. */
type Choices = readonly (readonly NodeId[])[];

/** The orders of partners that lead to different questions at this event; none if there is one way only. */
export function ordersAt(
  view: ExchangeView,
  event: Received<Exchange>,
  setting: ExchangeSetting,
): readonly ExchangeDraw[] {
  const choices = choicesAt(view, event, setting).filter((candidates) => candidates.length > 1);
  if (choices.length === 0) return [];
  const found = new Map<string, ExchangeDraw>();
  for (const order of permutations([...new Set(choices.flat())].sort())) {
    const key = choices.map((candidates) => firstIn(candidates, order)).join();
    if (!found.has(key)) found.set(key, { order });
  }
  return [...found.values()];
}

/** The partners of which a node chooses, for each block that it asks for at this event. */
function choicesAt(view: ExchangeView, event: Received<Exchange>, setting: ExchangeSetting): Choices {
  const known = knowledgeOf(view, setting);
  const { wanted, asked, says, partners } = view;
  if (event.type === 'input') {
    const { input } = event;
    if (input.type === 'want')
      return wanted.has(input.cid) || view.held.has(input.cid) ? [] : [firstAsked(known)];
    return input.type === 'hangUp' ? choicesWithout(view, known, input.partner) : [];
  }
  if (event.type === 'timeout') {
    const [timer, from] = event.timer.split('@') as [string, NodeId];
    return timer === 'impatience' ? choicesAfterLack(view, known, from, askedOf(view, from)) : [];
  }
  if (event.type !== 'message') return [];
  const { from, message } = event;
  if (partners.get(from)?.conn !== 'up') return [];
  switch (message.type) {
    case 'Have': {
      if (!wanted.has(message.cid) || asked.has(message.cid)) return [];
      const told = { ...known, says: withSaid(says, from, message.cid, 'have') };
      return [askable(told, message.cid)];
    }
    case 'DontHave': {
      const isAsked = asked.get(message.cid) === from;
      return isAsked ? choicesAfterLack(view, known, from, [message.cid]) : [];
    }
    case 'Down':
      return choicesWithout(view, known, from);
    default:
      return [];
  }
}

/** The choices once a partner does not have these blocks. */
function choicesAfterLack(
  { wanted }: ExchangeView,
  known: Knowledge,
  from: NodeId,
  cids: readonly Cid[],
): Choices {
  return cids
    .filter((cid) => wanted.has(cid))
    .map((cid) => askable({ ...known, says: withSaid(known.says, from, cid, 'dont') }, cid));
}

/** The choices once a partner is gone. */
function choicesWithout(view: ExchangeView, known: Knowledge, from: NodeId): Choices {
  const up = new Set([...known.up].filter((partner) => partner !== from));
  return askedOf(view, from).map((cid) => askable({ ...known, up }, cid));
}

/** What the choice of a partner reads, from the view of a node. */
function knowledgeOf(
  { partners, session, says, strikes }: ExchangeView,
  setting: ExchangeSetting,
): Knowledge {
  const up = new Set([...partners].flatMap(([partner, { conn }]) => (conn === 'up' ? [partner] : [])));
  return { up, session, says, strikes, setting };
}

/** With more partners than this, an order for each first partner is given in place of all orders. */
const permutedMax = 4;

/** All orders of these partners. */
function permutations(partners: readonly NodeId[]): readonly (readonly NodeId[])[] {
  if (partners.length <= 1) return [partners];
  if (partners.length > permutedMax)
    return partners.map((_, nth) => [...partners.slice(nth), ...partners.slice(0, nth)]);
  return partners.flatMap((first) =>
    permutations(partners.filter((partner) => partner !== first)).map((rest) => [first, ...rest]),
  );
}
