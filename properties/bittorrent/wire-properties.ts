/**
 * The properties of the wire that concern requests of any partner, an adversary too: each request has an
 * answer (S9), only what exists is served (S13), a Bitfield comes first (S22), and what BEP 6 allows and
 * suggests.
 */
import { allowedFastOf, blockAt } from '../../models/bittorrent/context.ts';
import type { Block } from '../../models/bittorrent/messages.ts';
import { kit } from './kit.ts';
import { begun, connectionTo, isUntouched, openIn, received, type Step, sentAs } from './properties.ts';

/** The partners to which a step is about a request: they sent one, or get an answer, or their queue changes. */
function concerned(step: Step): readonly string[] {
  const got = received(step);
  return openIn(step.before).flatMap(([partner, { queue }]) => {
    if (step.after.connections.get(partner)?.stage !== 'open') return [];
    const isNow = got?.from === partner && got.message.type === 'Request';
    const isLess = connectionTo(step.after, partner).queue.length < queue.length;
    return isNow || isLess || answersTo(step, partner).length > 0 ? [partner] : [];
  });
}

/** The answers of a step to a partner, as pieces with the places of blocks. */
function answersTo(step: Step, partner: string): readonly string[] {
  return [...sentAs(step, 'Piece'), ...sentAs(step, 'Reject')].flatMap(({ to, message }) =>
    to === partner ? [`${message.piece} ${message.begin}`] : [],
  );
}

export const oneAnswer = kit.step({
  name: 'One Answer',
  says: 'With the fast extension each request leaves the queue with exactly one answer, and without it with at most one.',
  source: 'S9; BEP 6, Reject Request',
  premise: (step) => concerned(step).length > 0,
  holds: (step) =>
    concerned(step).every((partner) => {
      const { limits } = step.before;
      const nameOf = (block: Block) =>
        `${Math.floor(block / limits.blocksPerPiece)} ${block % limits.blocksPerPiece}`;
      const got = received(step);
      const open = new Set(connectionTo(step.before, partner).queue.map(nameOf));
      if (got?.from === partner && got.message.type === 'Request')
        open.add(`${got.message.piece} ${got.message.begin}`);
      for (const block of connectionTo(step.after, partner).queue) open.delete(nameOf(block));
      const answers = answersTo(step, partner);
      const isEachOpen = answers.every((answer) => open.delete(answer));
      return isEachOpen && (!limits.fast || open.size === 0);
    }),
});

export const servesStored = kit.step({
  name: 'Serves What It Has',
  says: 'A block goes out only of a piece that is verified and stored, and only if it exists.',
  source: 'S13; BEP 3, peer messages: request',
  premise: (step) => received(step)?.message.type === 'Request' || sentAs(step, 'Piece').length > 0,
  holds: (step) =>
    sentAs(step, 'Piece').every(
      ({ message }) =>
        step.before.pieces.has(message.piece) && !Number.isNaN(blockAt(message, step.before.limits)),
    ),
});

export const closesBeyond = kit.step({
  name: 'Closes Beyond',
  says: 'A request that reaches beyond its piece closes the connection.',
  source: 'W4; setting tooLarge',
  premise: (step) => isBeyond(step),
  holds: (step) => {
    const got = received(step);
    return !isBeyond(step) || got === undefined || step.after.connections.get(got.from)?.stage !== 'open';
  },
});

/** Whether an open partner asks for a block that does not exist. */
function isBeyond(step: Step): boolean {
  const got = received(step);
  return got?.message.type === 'Request' && Number.isNaN(blockAt(got.message, step.before.limits));
}

export const bitfieldFirst = kit.step({
  name: 'Bitfield First',
  says: 'A Bitfield of a partner that sent another message before closes the connection.',
  source: 'S22; BEP 3, peer messages: bitfield is only ever sent as the first message',
  premise: (step) => isLateBitfield(step),
  holds: (step) => {
    const got = received(step);
    return (
      !isLateBitfield(step) || got === undefined || step.after.connections.get(got.from)?.stage !== 'open'
    );
  },
});

/** Whether a Bitfield comes from a partner that is known to have sent another message on this connection. */
function isLateBitfield(step: Step): boolean {
  const got = received(step);
  if (got?.message.type !== 'Bitfield') return false;
  const { stage, has, isInterested, isUnchoking } = connectionTo(step.before, got.from);
  return stage === 'open' && (has.size > 0 || isInterested || isUnchoking);
}

export const keepsMissing = kit.step({
  name: 'Keeps Missing Blocks',
  says: 'A missing block that was not asked for is kept.',
  source: 'W6; setting notAsked',
  premise: (step) => strayIn(step) !== undefined,
  holds: (step) => {
    const block = strayIn(step);
    if (block === undefined) return true;
    const piece = Math.floor(block / step.after.limits.blocksPerPiece);
    return step.after.blocks.has(block) || step.after.pieces.has(piece);
  },
});

/** The missing block that arrives in a step although its sender was not asked for it. */
function strayIn({ before, ...step }: Step): Block | undefined {
  const got = received({ before, ...step });
  if (got?.message.type !== 'Piece') return undefined;
  const block = blockAt(got.message, before.limits);
  const { requests, stage } = connectionTo(before, got.from);
  const isMissing = !before.blocks.has(block) && !before.pieces.has(got.message.piece);
  return stage === 'open' && isMissing && !requests.includes(block) ? block : undefined;
}

export const snubsAsked = kit.step({
  name: 'Snubs After A Request',
  says: 'A partner is snubbed only while a request to it is open.',
  source: 'P6; Cohen 2003, section 2.3.3',
  premise: (step) => step.after.snubbed.size > step.before.snubbed.size,
  holds: ({ before, after }) =>
    [...after.snubbed].every(
      (partner) => before.snubbed.has(partner) || connectionTo(before, partner).requests.length > 0,
    ),
});

export const suggestedFirst = kit.step({
  name: 'Suggested First',
  says: 'A piece that the partner suggested is begun before equally rare ones.',
  source: 'BEP 6, Suggest Piece',
  premise: (step) => begun(step).some(({ to }) => connectionTo(step.after, to).suggested !== null),
  holds: (step) =>
    begun(step).every(({ to, message }) => {
      const { suggested, has } = connectionTo(step.after, to);
      const { availability, pieces } = step.after;
      const isOpen =
        suggested !== null &&
        has.has(suggested) &&
        !pieces.has(suggested) &&
        isUntouched(step.after, suggested) &&
        availability[suggested] === availability[message.piece];
      return !isOpen || message.piece === suggested;
    }),
});

export const someAllowed = kit.sometimes({
  name: 'Some Allowed Fast',
  says: 'A request of a choked partner waits in the queue.',
  source: 'BEP 6, Allowed Fast',
  node: (view) =>
    openIn(view).some(
      ([partner, { amUnchoking, queue }]) =>
        !amUnchoking && queue.length > 0 && allowedFastOf(partner, view.limits).length > 0,
    ),
});
