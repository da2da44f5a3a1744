/**
 * The properties of Bitswap's ledgers: what the paper promises, and what a reader expects of it. "IPFS" is
 * Benet, "IPFS: Content Addressed, Versioned, P2P File System", draft 3, 2014. An adversary's steps are not
 * judged, so each property is one of honest nodes.
 */
import type { Effects } from '../../../checker/actors/actor.ts';
import type { Fairness } from '../../../checker/property/fairness.ts';
import type { Transition, Views } from '../../../checker/semantics/views.ts';
import { debtRatio, sendProbability } from '../../../models/bitswap/ledgers/dice.ts';
import { isClean, isUseful } from '../../../models/bitswap/ledgers/exchange.ts';
import type { Ledgers, LedgersMessage, LedgersView } from '../../../models/bitswap/ledgers/messages.ts';
import { kit } from './kit.ts';

type Step = Transition<Ledgers>;
type Sent = Effects<Ledgers>['send'];

/** The message that a step received, if it has this type. */
function received<T extends LedgersMessage['type']>(
  { event }: Step,
  type: T,
): Extract<LedgersMessage, { readonly type: T }> | undefined {
  return event.type === 'message' && event.message.type === type
    ? (event.message as Extract<LedgersMessage, { readonly type: T }>)
    : undefined;
}

/** The messages of one type that a step sent. */
function sent({ effects }: Step, type: LedgersMessage['type']): readonly Sent[] {
  return effects.flatMap((effect) =>
    effect.type === 'send' && effect.message.type === type ? [effect] : [],
  );
}

function nodesOf(views: Views<Ledgers>): readonly LedgersView[] {
  return [...views.values()];
}

/** Whether both nodes are up and open. */
function bothOpen(views: Views<Ledgers>): boolean {
  return views.size === 2 && nodesOf(views).every(({ phase }) => phase === 'open');
}

/** Whether each of two ledgers is the other one with its sides exchanged. */
function mirror(views: Views<Ledgers>): boolean {
  const [a, b] = nodesOf(views);
  return a === undefined || b === undefined || (a.sent === b.recv && a.recv === b.sent);
}

/** Every message arrives at last, and every timer fires. */
const fairness: Fairness<Ledgers> = { weak: ['deliver', 'timeout'] };

// ------------------------------------------------------------- ledgers

export const ledgersMirror = kit.settles({
  name: 'Ledgers Mirror',
  says: 'In the end, each of two ledgers with an open connection is the mirror of the other.',
  source: 'IPFS, section 3.4.3: the ledgers are compared when a connection opens',
  fairness,
  world: (views) => !bothOpen(views) || mirror(views),
});

export const creditKept = kit.step({
  name: 'Credit Kept',
  says: 'No step resets a ledger that is not (0, 0).',
  source: 'IPFS, section 3.4.3: the ledger is the reputation of a partner',
  premise: ({ before }) => !isClean(before),
  holds: ({ after }) => !isClean(after),
});

export const countedWhenVerified = kit.step({
  name: 'Counted When Verified',
  says: 'Bytes sent count at the confirmation, and bytes received with a needed and correct block on an open connection.',
  source: 'IPFS, section 3.4.4, Peer.send_block',
  premise: ({ before, after }) => after.sent > before.sent || after.recv > before.recv,
  holds: (step) => {
    const { before, after } = step;
    const confirm = received(step, 'Confirm');
    const block = received(step, 'Block');
    return (
      (after.sent <= before.sent || confirm?.ok === true) &&
      (after.recv <= before.recv ||
        (block !== undefined && before.phase === 'open' && isUseful(before, block)))
    );
  },
});

// ------------------------------------------------------------- the dice

export const dice = kit.step({
  name: 'Dice',
  says: 'After a refusal no dice are thrown and no block is sent until the cooldown ends.',
  source: 'IPFS, section 3.4.2: "ignore_cooldown"',
  premise: ({ before, event }) =>
    before.isCooling && !(event.type === 'timeout' && event.timer === 'cooldown'),
  holds: (step) => step.event.draw === undefined && sent(step, 'Block').length === 0,
});

export const debtSlows = kit.step({
  name: 'Debt Slows',
  says: 'A block is sent only where the debt ratio leaves a chance for it.',
  source: 'IPFS, section 3.4.2, P(send | r)',
  premise: (step) => sent(step, 'Block').length > 0,
  holds: ({ after }) => sendProbability(debtRatio(after)) > 0,
});

// ------------------------------------------------------------- connections

export const opened = kit.settles({
  name: 'Opened',
  says: 'In the end the connection is open, or all nodes have what they need.',
  source: 'IPFS, section 3.4.4, Peer.open',
  fairness,
  withinMs: 120_000,
  world: (views) => bothOpen(views) || nodesOf(views).every(({ need }) => need.length === 0),
});

export const closeEndsIt = kit.step({
  name: 'Close Ends It',
  says: 'A step that receives a Close sends nothing.',
  source: 'IPFS, section 3.4.4, Peer.close',
  premise: (step) => received(step, 'Close') !== undefined,
  holds: ({ effects }) => effects.every(({ type }) => type !== 'send'),
});

export const messagesEnd = kit.settles({
  name: 'Messages End',
  says: 'The nodes do not exchange messages for ever.',
  source: 'IPFS, section 3.4.4: what a connection is for',
  fairness,
  ends: ['deliver'],
});

export const goneStaysGone = kit.step({
  name: 'Gone Stays Gone',
  says: 'After a final Close a node opens no connection until its partner sends an Open.',
  source: 'IPFS, section 3.4.4, Peer.close',
  premise: ({ before }) => before.isGone,
  holds: (step) => received(step, 'Open') !== undefined || sent(step, 'Open').length === 0,
});

// ------------------------------------------------------------- blocks

const someExited = (views: Views<Ledgers>) => nodesOf(views).some(({ phase }) => phase === 'exited');

/** Whether the node is up and has all its blocks. */
function isSatisfied(view: LedgersView | undefined): boolean {
  return view !== undefined && view.need.length === 0;
}

export const satisfiedStillPossible = kit.possible({
  name: 'Satisfied Still Possible',
  says: 'From every world, all nodes can still get what they need, unless one of them left.',
  source: 'IPFS, section 3.4.2: nodes are optimistic, and exchange blocks',
  world: (views) => someExited(views) || (views.size === 2 && nodesOf(views).every(isSatisfied)),
});

export const countedAlike = kit.always({
  name: 'Counted Alike',
  says: 'While both nodes are open, what a node without an unconfirmed block sent is what its partner received.',
  source: 'IPFS, section 3.4.3: the two ledgers tell the same history',
  pair: (one, other) => one.sent === other.recv,
  premise: (one, other) => one.phase === 'open' && other.phase === 'open' && one.out === null,
});

// ------------------------------------------------------------- what only a claim expects

export const everyBlockCounts = kit.step({
  name: 'Every Block Counts',
  says: 'Every block that a node takes counts in its ledger.',
  source: 'IPFS, section 3.4.1: nodes track their balance with others',
  premise: ({ before, after }) => after.have.length > before.have.length,
  holds: ({ before, after }) => after.recv > before.recv,
});

export const oneFreeBlock = kit.always({
  name: 'One Free Block',
  says: 'Node b, which gives nothing, gets at most one block.',
  source: 'IPFS, section 3.4.1: nodes that only take are not served for long',
  world: (views) => (views.get('b')?.have.length ?? 0) <= 1,
});

// ------------------------------------------------------------- what must be reachable

export const refusal = kit.sometimes({
  name: 'Refusal',
  says: 'The dice refuse a partner.',
  source: 'IPFS, section 3.4.2',
  node: ({ ignoring }) => ignoring,
});

export const bothSatisfied = kit.sometimes({
  name: 'Both Satisfied',
  says: 'Both nodes have what they need.',
  source: 'IPFS, section 3.4',
  world: (views) => views.size === 2 && nodesOf(views).every(isSatisfied),
});

export const lateBlock = kit.sometimes({
  name: 'Late Block',
  says: 'A node with an empty ledger and no connection has a block from its partner.',
  source: 'IPFS, section 3.4.4, notes: a block on an inactive connection may be used',
  node: (view) => view.phase === 'idle' && isClean(view) && view.have.length > 1,
});

/** The properties of every scope. */
export const properties = [countedWhenVerified, dice, debtSlows, closeEndsIt];
