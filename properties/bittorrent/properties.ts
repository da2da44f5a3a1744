/**
 * The properties of a swarm. The numbers S1 to L6 are those of the promises in `docs/bittorrent.md`. "Cohen"
 * is Cohen, "Incentives build robustness in BitTorrent", 2003.
 */
import type { Effects, NodeId } from '../../checker/actors/actor.ts';
import type { Fairness } from '../../checker/property/fairness.ts';
import type { Transition, Views } from '../../checker/semantics/views.ts';
import { allowedFastOf, blockAt, blocksOf, hostOf, pieceOf } from '../../models/bittorrent/context.ts';
import type {
  Block,
  ConnectionView,
  Piece,
  Request,
  Swarm,
  SwarmMessage,
  SwarmView,
} from '../../models/bittorrent/messages.ts';
import { kit } from './kit.ts';

/** A step, as a property sees it. */
export type Step = Transition<Swarm>;
type Sent = Effects<Swarm>['send'];
/** A message of one type, and its receiver. */
export type SentAs<T extends SwarmMessage['type']> = {
  readonly to: NodeId;
  readonly message: Extract<SwarmMessage, { type: T }>;
};

// ------------------------------------------------------------- what a step received and sent

/** The message that a step received, with its sender. */
export function received({
  event,
}: Step): { readonly from: NodeId; readonly message: SwarmMessage } | undefined {
  return event.type === 'message' ? event : undefined;
}

/** The messages that a step sent. */
function sent({ effects }: Step): readonly Sent[] {
  return effects.flatMap((effect) => (effect.type === 'send' ? [effect] : []));
}

/** The messages of one type that a step sent. */
export function sentAs<T extends SwarmMessage['type']>(step: Step, type: T): readonly SentAs<T>[] {
  return sent(step).filter(({ message }) => message.type === type) as unknown as readonly SentAs<T>[];
}

// ------------------------------------------------------------- blocks of a view

/** One end of the connection to a partner. */
export function connectionTo({ connections }: SwarmView, partner: NodeId): ConnectionView {
  return connections.get(partner) as ConnectionView;
}

/** The blocks of a list that a partner may not ask for while it is choked. */
function withoutAllowed(blocks: readonly Block[], partner: NodeId, { limits }: SwarmView): readonly Block[] {
  const allowed = allowedFastOf(partner, limits);
  return blocks.filter((block) => !allowed.includes(pieceOf(block, limits)));
}

/** The open connections. */
export function openIn({ connections }: SwarmView): readonly (readonly [NodeId, ConnectionView])[] {
  return [...connections].filter(([, { stage }]) => stage === 'open');
}

/** The partners that are asked for a block, without snubbed ones. */
function askersOf(view: SwarmView, block: Block): readonly NodeId[] {
  return openIn(view).flatMap(([partner, { requests }]) =>
    requests.includes(block) && !view.snubbed.has(partner) ? [partner] : [],
  );
}

/** The blocks that did not arrive yet. */
function missingIn({ limits, pieces, blocks }: SwarmView): readonly Block[] {
  return lackedIn({ limits, pieces })
    .flatMap((piece) => blocksOf(piece, limits))
    .filter((block) => !blocks.has(block));
}

/** The pieces that a peer lacks. */
function lackedIn({ limits, pieces }: Pick<SwarmView, 'limits' | 'pieces'>): readonly Piece[] {
  return Array.from({ length: limits.pieces }, (_, piece) => piece).filter((piece) => !pieces.has(piece));
}

/** Whether no block of a piece arrived or is asked for. */
export function isUntouched(view: SwarmView, piece: Piece): boolean {
  return blocksOf(piece, view.limits).every(
    (block) => !view.blocks.has(block) && askersOf(view, block).length === 0,
  );
}

function isCompleteIn({ pieces, limits }: SwarmView): boolean {
  return pieces.size === limits.pieces;
}

function requestedBlock({ limits }: SwarmView, request: Request): Block {
  return blockAt(request, limits);
}

// ------------------------------------------------------------- the choker

export const slots = kit.always({
  name: 'Slots',
  says: 'A peer serves at most N others at a time.',
  source: 'S1; BEP 3, choking: four at a time',
  premise: (view) => openIn(view).some(([, { amUnchoking }]) => amUnchoking),
  node: (view) => openIn(view).filter(([, { amUnchoking }]) => amUnchoking).length <= view.limits.slots,
});

// ------------------------------------------------------------- the wire

export const servesUnchoked = kit.step({
  name: 'Serves The Unchoked',
  says: 'A block goes only to a partner that is unchoked, or that may ask for its piece while it is choked.',
  source: 'S7; BEP 3, peer protocol: choked',
  premise: (step) => sentAs(step, 'Piece').length > 0,
  holds: (step) =>
    sentAs(step, 'Piece').every(
      ({ to, message }) =>
        connectionTo(step.before, to).amUnchoking ||
        allowedFastOf(to, step.before.limits).includes(message.piece),
    ),
});

export const chokeEmptiesQueue = kit.step({
  name: 'Choke Empties The Queue',
  says: 'After Choke nothing of the partner is queued but allowed fast pieces, and after Cancel not that block.',
  source: 'S8; BEP 3, peer messages: choke and cancel',
  premise: (step) => sentAs(step, 'Choke').length > 0 || received(step)?.message.type === 'Cancel',
  holds: (step) => {
    const got = received(step);
    const isCancelled =
      got?.message.type !== 'Cancel' ||
      !connectionTo(step.after, got.from).queue.includes(blockAt(got.message, step.after.limits));
    return (
      isCancelled &&
      sentAs(step, 'Choke').every(
        ({ to }) => withoutAllowed(connectionTo(step.after, to).queue, to, step.after).length === 0,
      )
    );
  },
});

export const chokeLosesRequests = kit.step({
  name: 'Choke Loses Requests',
  says: 'Without the fast extension no request is open at a partner that chokes this peer.',
  source: 'S8; BEP 3, peer messages: choke',
  premise: (step) => !step.after.limits.fast && received(step)?.message.type === 'Choke',
  holds: (step) =>
    openIn(step.after).every(([, { isUnchoking, requests }]) => isUnchoking || requests.length === 0),
});

export const chokeBeforeRejects = kit.step({
  name: 'Choke Before Rejects',
  says: 'With the fast extension a choke is a Choke first, then one Reject for each queued request that does not stay.',
  source: 'S9; BEP 6, Reject Request',
  premise: (step) => step.after.limits.fast && sentAs(step, 'Choke').length > 0,
  holds: (step) =>
    sentAs(step, 'Choke').every(({ to }) => {
      const messages = sent(step)
        .filter((one) => one.to === to)
        .map(({ message }) => message);
      const rejects = messages.slice(messages.findIndex(({ type }) => type === 'Choke') + 1);
      const blocks = rejects.map((message) =>
        message.type === 'Reject' ? blockAt(message, step.after.limits) : -1,
      );
      return (
        messages.filter(({ type }) => type === 'Reject').length === rejects.length &&
        blocks.join() === withoutAllowed(connectionTo(step.before, to).queue, to, step.before).join()
      );
    }),
});

export const noFault = kit.always({
  name: 'No Fault',
  says: 'No honest peer closes a connection to another one.',
  source: 'S9, S22; BEP 6: each request has exactly one answer',
  world: (views) =>
    [...views].every(([, view]) =>
      [...view.connections].every(([partner, { stage }]) => !views.has(partner) || stage !== 'closing'),
    ),
});

export const validRequests = kit.step({
  name: 'Valid Requests',
  says: 'A request goes to a partner that unchoked this peer or allows the piece, and has it, for a block that this peer lacks, and at most `pipeline` are open.',
  source: 'S13; BEP 3, peer messages: request',
  premise: (step) => sentAs(step, 'Request').length > 0,
  holds: (step) =>
    sentAs(step, 'Request').every(({ to, message }) => {
      const { isUnchoking, allowed, has, requests } = connectionTo(step.after, to);
      const { pieces, blocks, limits } = step.after;
      return (
        (isUnchoking || allowed.has(message.piece)) &&
        has.has(message.piece) &&
        !pieces.has(message.piece) &&
        !blocks.has(requestedBlock(step.after, message)) &&
        message.begin < limits.blocksPerPiece &&
        requests.length <= limits.pipeline
      );
    }),
});

export const exactInterest = kit.always({
  name: 'Exact Interest',
  says: 'A peer has told a partner that it is interested if and only if the partner has a piece that it lacks (or with `interest: unasked` a block that is left to ask).',
  source: 'S14; BEP 3, peer protocol: interest must be kept up to date at all times',
  premise: (view) => openIn(view).some(([, { has }]) => has.size > 0),
  node: (view) => openIn(view).every(([, { amInterested, has }]) => amInterested === isOfInterest(view, has)),
});

/** Whether a partner with these pieces is interesting, as the setting `interest` says. */
function isOfInterest(view: SwarmView, has: ReadonlySet<Piece>): boolean {
  if (view.limits.interest === 'missing') return [...has].some((piece) => !view.pieces.has(piece));
  return missingIn(view).some(
    (block) => has.has(pieceOf(block, view.limits)) && askersOf(view, block).length === 0,
  );
}

export const noOpenRequest = kit.always({
  name: 'No Lost Request',
  says: 'Where nothing is under way and nothing is queued, no request is open.',
  source: 'L4',
  premise: (views, { underWay }) => isIdle(views, underWay),
  world: (views, { underWay }) =>
    !isIdle(views, underWay) ||
    [...views.values()].every((view) => openIn(view).every(([, { requests }]) => requests.length === 0)),
});

function isIdle(views: Views<Swarm>, underWay: number): boolean {
  return (
    underWay === 0 &&
    [...views.values()].every((view) => openIn(view).every(([, { queue }]) => queue.length === 0))
  );
}

export const ratesOfAsked = kit.step({
  name: 'Rates Of What Was Asked',
  says: 'A rate of a leecher grows only by a block that was asked of that partner.',
  source: 'S12; Cohen, section 2.3',
  premise: (step) => grown(step).length > 0,
  holds: (step) =>
    grown(step).every((partner) => {
      const got = received(step);
      return (
        got?.from === partner &&
        got.message.type === 'Piece' &&
        connectionTo(step.before, partner).requests.includes(blockAt(got.message, step.before.limits))
      );
    }),
});

/** The partners whose rates grew in a step of a leecher. */
function grown({ before, after }: Step): readonly NodeId[] {
  if (isCompleteIn(before)) return [];
  return [...after.rates].filter(([of, rate]) => rate > (before.rates.get(of) ?? 0)).map(([of]) => of);
}

// ------------------------------------------------------------- picker

export const rarestFirst = kit.step({
  name: 'Rarest First',
  says: 'A piece is begun only if no rarer one could be asked of that partner.',
  source: 'S20; Cohen, section 2.4.2',
  premise: (step) => begun(step).length > 0,
  holds: (step) =>
    begun(step).every(({ to, message }) => {
      const { availability } = step.after;
      const rarity = availability[message.piece] as number;
      return lackedIn(step.after).every(
        (piece) =>
          !connectionTo(step.after, to).has.has(piece) ||
          !isUntouched(step.after, piece) ||
          (availability[piece] as number) >= rarity,
      );
    }),
});

/**
 * The first requests for pieces in a step of a peer that picks the rarest first, and has no partner on parole.
 * A second request of the step continues the piece that the first one began.
 */
export function begun(step: Step): readonly SentAs<'Request'>[] {
  const { before, after } = step;
  if (before.pieces.size < before.limits.randomFirst || after.parole.size > 0) return [];
  // A late block ends a snub, so that open requests of this partner count again.
  const known = { ...before, snubbed: after.snubbed };
  const requests = sentAs(step, 'Request');
  const isAskedElsewhere = (block: Block) =>
    requests.filter(({ message }) => requestedBlock(after, message) === block).length > 1;
  return requests.filter(({ message }, nth) => {
    const { piece } = message;
    const isFirst = requests.findIndex((other) => other.message.piece === piece) === nth;
    return isFirst && isUntouched(known, piece) && !isAskedElsewhere(requestedBlock(after, message));
  });
}

export const exactAvailability = kit.always({
  name: 'Exact Availability',
  says: 'The availability of a piece is the number of open partners that have it.',
  source: 'S20; Cohen, section 2.4.2',
  node: (view) =>
    view.availability.every(
      (count, piece) => count === openIn(view).filter(([, { has }]) => has.has(piece)).length,
    ),
});

export const endgame = kit.step({
  name: 'Endgame',
  says: 'A block is asked of a second partner only where every missing block is asked for, and of no third one.',
  source: 'S15; Cohen, section 2.4.4',
  premise: (step) => askedAgain(step).length > 0,
  holds: (step) =>
    askedAgain(step).every(
      (block) => askersOf(step.after, block).length <= step.after.limits.endgameAskers,
    ) && missingIn(step.after).every((block) => askersOf(step.after, block).length > 0),
});

/** The blocks that a step asked of a partner and that are asked of another one, too. */
function askedAgain(step: Step): readonly Block[] {
  return sentAs(step, 'Request')
    .map(({ message }) => requestedBlock(step.after, message))
    .filter((block) => askersOf(step.after, block).length > 1);
}

export const cancels = kit.step({
  name: 'Cancels',
  says: 'A block that arrives and is kept is cancelled within the step at every other partner that was asked for it.',
  source: 'S15; Cohen, section 2.4.4; BEP 3, peer messages: cancel',
  premise: (step) => othersAsked(step).length > 0,
  holds: (step) => {
    const got = received(step);
    if (got?.message.type !== 'Piece') return true;
    const { piece, begin } = got.message;
    return othersAsked(step).every((partner) =>
      sentAs(step, 'Cancel').some(
        ({ to, message }) => to === partner && message.piece === piece && message.begin === begin,
      ),
    );
  },
});

/**
 * The other partners that were asked for the block that arrives in a step, if it is the first to arrive and is
 * not dropped: a snubbed source may come too late for a piece that parole has given to another partner (V3).
 */
function othersAsked(step: Step): readonly NodeId[] {
  const got = received(step);
  const { before } = step;
  if (got?.message.type !== 'Piece') return [];
  const block = blockAt(got.message, before.limits);
  const isFirst = !before.blocks.has(block) && !before.pieces.has(got.message.piece);
  if (!isFirst || !connectionTo(before, got.from).requests.includes(block)) return [];
  const { blocks, pieces } = step.after;
  const isDropped = blocks.size === before.blocks.size && pieces.size === before.pieces.size;
  if (before.snubbed.has(got.from) && before.parole.size > 0 && isDropped) return [];
  return openIn(before).flatMap(([partner, { requests }]) =>
    partner !== got.from && requests.includes(block) ? [partner] : [],
  );
}

// ------------------------------------------------------------- verification

export const haveOfVerified = kit.step({
  name: 'Have Of Verified',
  says: 'Have and Bitfield name only pieces that are verified and stored.',
  source: 'S10; BEP 3, peer messages: have',
  premise: (step) => sentAs(step, 'Have').length > 0,
  holds: (step) =>
    sentAs(step, 'Have').every(({ message }) => step.after.pieces.has(message.piece)) &&
    sentAs(step, 'Bitfield').every(({ message }) =>
      [...message.pieces].every((piece) => step.after.pieces.has(piece)),
    ),
});

export const noBadBlock = kit.always({
  name: 'No Bad Piece',
  says: 'A piece with a bad block is never verified.',
  source: 'S11; BEP 3, metainfo: pieces',
  node: ({ spoiled }) => spoiled.size === 0,
});

export const servesGood = kit.step({
  name: 'Serves Good Blocks',
  says: 'A peer serves only good blocks.',
  source: 'S11; BEP 3, metainfo: pieces',
  premise: (step) => sentAs(step, 'Piece').length > 0,
  holds: (step) => sentAs(step, 'Piece').every(({ message }) => message.content === 'good'),
});

export const soleSourceBanned = kit.step({
  name: 'Sole Source Banned',
  says: 'After a failed piece of one source nothing more is asked of it: it is banned, and its connection ends.',
  source: 'S11; V2',
  premise: (step) => failedAlone(step) !== undefined,
  holds: (step) => {
    const source = failedAlone(step);
    const { banned, limits } = step.after;
    return (
      source === undefined ||
      (banned.has(source) && sentAs(step, 'Request').every(({ to }) => hostOf(to, limits) !== source))
    );
  },
});

/** The address of the one source of the piece that failed in a step. */
function failedAlone(step: Step): NodeId | undefined {
  const got = received(step);
  const { before, after } = step;
  if (got?.message.type !== 'Piece') return undefined;
  const { piece, content } = got.message;
  const block = blockAt(got.message, before.limits);
  if (before.pieces.has(piece) || !connectionTo(before, got.from).requests.includes(block)) return undefined;
  const others = blocksOf(piece, before.limits).filter((other) => other !== block);
  const arrived = others.map((other) => before.blocks.get(other));
  const source = hostOf(got.from, before.limits);
  if (!arrived.every((one) => one !== undefined && hostOf(one.source, before.limits) === source))
    return undefined;
  const isBad = content === 'bad' || arrived.some((one) => one?.content === 'bad');
  return isBad && !after.pieces.has(piece) ? source : undefined;
}

export const honestNotBanned = kit.always({
  name: 'Honest Peers Not Banned',
  says: 'No honest peer is banned by another one.',
  source: 'S17; V2',
  world: (views) =>
    [...views.values()].every(({ banned, limits }) =>
      [...views.keys()].every((peer) => !banned.has(hostOf(peer, limits))),
    ),
});

export const bannedStaysOut = kit.always({
  name: 'Banned Stays Out',
  says: 'No connection to a banned address is open or dialled.',
  source: 'S17; V2',
  premise: ({ banned }) => banned.size > 0,
  node: ({ banned, connections, limits }) =>
    [...connections].every(
      ([peer, { stage }]) => !banned.has(hostOf(peer, limits)) || stage === 'closed' || stage === 'closing',
    ),
});

export const fewFailures = kit.always({
  name: 'Few Failures',
  says: 'With one request at a time, at most two failed pieces have a block of one poisoner, by its address.',
  source: 'S11; V3',
  premise: (_, { failed }) => failed.size > 0,
  world: (views, { failed }) => [...failed].every(([peer, count]) => views.has(peer) || count <= 2),
});

// ------------------------------------------------------------- completion

/** All honest peers are complete. */
function isAllComplete(views: Views<Swarm>): boolean {
  return [...views.values()].every(isCompleteIn);
}

export const completionPossible = kit.possible({
  name: 'Completion Possible',
  says: 'From every world all honest peers can complete.',
  source: 'L3, L5, L6',
  world: (views) => isAllComplete(views),
});

const fairness: Fairness<Swarm> = {
  weak: ['deliver', 'timeout round'],
  strong: ['timeout upload@S', 'timeout upload@A', 'timeout upload@B'],
};

export const completion = kit.settles({
  name: 'Completion',
  says: 'In the end all honest peers are complete.',
  source: 'L3, L5, L6',
  fairness,
  withinMs: 300_000,
  world: (views) => isAllComplete(views),
});

export const completionWeakly = kit.settles({
  name: 'Completion With Weak Fairness',
  says: 'In the end all honest peers are complete, even if an upload is only weakly fair.',
  source: 'L3 with a weaker premise',
  fairness: { weak: ['deliver', 'timeout'] },
  world: (views) => isAllComplete(views),
});

export const noStrayBlock = kit.step({
  name: 'No Stray Block',
  says: 'Only blocks arrive that are asked for.',
  source: 'W6; BEP 3, peer messages: unexpected pieces may arrive',
  premise: (step) => received(step)?.message.type === 'Piece',
  holds: (step) => {
    const got = received(step);
    if (got?.message.type !== 'Piece') return true;
    const block = blockAt(got.message, step.before.limits);
    return connectionTo(step.before, got.from).requests.includes(block);
  },
});

// ------------------------------------------------------------- what must be reachable

export const someEndgame = kit.sometimes({
  name: 'Some Endgame',
  says: 'A block is asked of two partners.',
  source: 'Cohen, section 2.4.4',
  node: (view) => missingIn(view).some((block) => askersOf(view, block).length > 1),
});

export const someParole = kit.sometimes({
  name: 'Some Parole',
  says: 'A peer is on parole.',
  source: 'V2',
  node: ({ parole }) => parole.size > 0,
});

export const someCleared = kit.sometimes({
  name: 'Some Cleared',
  says: 'An honest peer that gave a block of a failed piece is not on parole any more.',
  source: 'V3',
  world: (views, { failed }) =>
    [...failed.keys()].some(
      (peer) => views.has(peer) && [...views.values()].every(({ parole }) => !parole.has(peer)),
    ),
});

export const someBan = kit.sometimes({
  name: 'Some Ban',
  says: 'A peer is banned.',
  source: 'V2',
  node: ({ banned }) => banned.size > 0,
});

export const someSnub = kit.sometimes({
  name: 'Some Snub',
  says: 'A peer is snubbed.',
  source: 'Cohen, section 2.3.3',
  node: ({ snubbed }) => snubbed.size > 0,
});

/** The properties of every scope. */
export const properties = [
  slots,
  servesUnchoked,
  exactInterest,
  validRequests,
  haveOfVerified,
  noBadBlock,
  servesGood,
  exactAvailability,
  honestNotBanned,
];
