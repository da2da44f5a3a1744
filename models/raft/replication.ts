/** Log replication (Ongaro & Ousterhout 2014, section 5.3): the rules for followers and for leaders. */
import type { NodeId, Received } from '../../checker/actors/actor.ts';
import type { Arrived, RaftContext, RaftEvent } from './context.ts';
import { peersOf, termAt, withPending } from './context.ts';
import { durableEntries } from './durability.ts';
import type { Entry, Raft, RaftMessage, RaftSetting } from './messages.ts';

type Append = Extract<RaftMessage, { type: 'AppendEntries' }>;

// -------------------------------------------------------------- followers

/** The consistency check: the sender leads this term, and the log has its previous entry. */
export function isConsistent(
  { currentTerm, log }: RaftContext,
  { term, prevLogIndex, prevLogTerm }: Arrived<'AppendEntries'>,
): boolean {
  return term === currentTerm && termAt(log, prevLogIndex) === prevLogTerm;
}

/**
 * Figure 2, AppendEntries RPC, receivers 3 and 4: the log with the entries of a message. It is truncated at
 * the first conflict; without a conflict nothing is removed.
 */
export function truncateAndAppend(
  log: readonly Entry[],
  { prevLogIndex, entries }: Pick<Arrived<'AppendEntries'>, 'prevLogIndex' | 'entries'>,
): readonly Entry[] {
  const conflict = entries.findIndex(({ term }, at) => termAt(log, prevLogIndex + 1 + at) !== term);
  if (conflict === -1) return log;
  return [...log.slice(0, prevLogIndex + conflict), ...entries.slice(conflict)];
}

/** Figure 2, AppendEntries RPC, receiver 5: the index of the last new entry. */
export function lastNewIndex({ prevLogIndex, entries }: Arrived<'AppendEntries'>): number {
  return prevLogIndex + entries.length;
}

/**
 * The conflict hint: the first index of the conflicting term, or the end of a log that is too short (end of
 * section 5.3).
 */
export function conflictHint({ log }: RaftContext, { prevLogIndex }: Arrived<'AppendEntries'>): number {
  const term = termAt(log, prevLogIndex);
  return term === undefined ? log.length + 1 : log.findIndex((entry) => entry.term === term) + 1;
}

/** The reply after a passed consistency check. */
export function acknowledgement({ currentTerm: term }: RaftContext, matchIndex: number): RaftMessage {
  return { type: 'AppendEntriesReply', term, success: true, matchIndex };
}

/** The reply after a failed consistency check, or to a leader whose term is over (`hint` 0). */
export function refusal({ currentTerm: term }: RaftContext, hint: number): RaftMessage {
  return { type: 'AppendEntriesReply', term, success: false, hint };
}

// ---------------------------------------------------------------- leaders

/**
 * Figure 2, leader state after an election: `nextIndex` is the end of its log; `matchIndex` is 0, and its own
 * is its last durable entry.
 */
export function reinitialized(context: RaftContext): Pick<RaftContext, 'nextIndex' | 'matchIndex'> {
  const { self, log, nodes } = context;
  return {
    nextIndex: Object.fromEntries(peersOf(context).map((peer) => [peer, log.length + 1])),
    matchIndex: Object.fromEntries(nodes.map((node) => [node, node === self ? durableEntries(context) : 0])),
  };
}

/** The next AppendEntries to a server, with at most `entriesMax` entries. */
export function nextAppend(
  { currentTerm, log, commitIndex, nextIndex, matchIndex, setting }: RaftContext,
  to: NodeId,
  entriesMax: number,
): Append {
  const prevLogIndex = (nextIndex[to] as number) - 1;
  const room =
    setting.window === 0 ? entriesMax : setting.window - (prevLogIndex - (matchIndex[to] as number));
  return {
    type: 'AppendEntries',
    term: currentTerm,
    prevLogIndex,
    prevLogTerm: termAt(log, prevLogIndex) as number,
    entries: log.slice(prevLogIndex, prevLogIndex + Math.max(0, Math.min(entriesMax, room))),
    leaderCommit: commitIndex,
  };
}

/** `nextIndex` after these messages: with a window (pipelining) it moves past the entries that were sent. */
function nextIndexAfter(
  { nextIndex, setting }: RaftContext,
  sent: ReadonlyMap<NodeId, Append>,
): Readonly<Record<NodeId, number>> {
  if (setting.window === 0) return nextIndex;
  const next = [...sent].map(([to, { prevLogIndex, entries }]) => [to, prevLogIndex + entries.length + 1]);
  return { ...nextIndex, ...Object.fromEntries(next) };
}

/** Section 5.3: a success updates `nextIndex` and `matchIndex`, which never decrease. */
export function updatedMatchIndex(
  { nextIndex, matchIndex }: RaftContext,
  from: NodeId,
  index: number,
): Pick<RaftContext, 'nextIndex' | 'matchIndex'> {
  const match = Math.max(matchIndex[from] as number, index);
  return {
    matchIndex: { ...matchIndex, [from]: match },
    nextIndex: { ...nextIndex, [from]: Math.max(nextIndex[from] as number, match + 1) },
  };
}

/**
 * Section 5.3: a mismatch moves `nextIndex` back to the conflict hint, but never below what the server has
 * acknowledged.
 */
export function decrementedNextIndex(
  { nextIndex, matchIndex }: RaftContext,
  from: NodeId,
  hint: number,
): Readonly<Record<NodeId, number>> {
  const next = Math.min(nextIndex[from] as number, hint);
  return { ...nextIndex, [from]: Math.max(next, (matchIndex[from] as number) + 1) };
}

/** The context with these AppendEntries as pending messages, and `nextIndex` after them. */
export function withAppends(
  context: RaftContext,
  to: readonly NodeId[],
  messageFor: (to: NodeId) => Append | undefined,
): Pick<RaftContext, 'pendingMessages' | 'nextIndex'> {
  const messages = new Map(
    to.flatMap((one) => {
      const message = messageFor(one);
      return message === undefined ? [] : [[one, message] as const];
    }),
  );
  return {
    pendingMessages: withPending(context, [...messages.keys()], (one) => messages.get(one)),
    nextIndex: nextIndexAfter(context, messages),
  };
}

/** The context with entries for the servers that lack some; the next heartbeat is not awaited. */
export function withNewEntries(
  context: RaftContext,
  event: RaftEvent,
  to: readonly NodeId[],
): Pick<RaftContext, 'pendingMessages' | 'nextIndex'> {
  const entriesMax = chosenEntriesMax(context, event, 'atOnce');
  return withAppends(context, to, (one) => {
    const message = nextAppend(context, one, entriesMax);
    return message.entries.length > 0 ? message : undefined;
  });
}

/** The maximum of entries in a message now: the choice of this step, or the only number in the setting. */
export function chosenEntriesMax(
  { setting }: RaftContext,
  event: RaftEvent,
  when: keyof RaftSetting['entries'],
): number {
  const chosen = 'choice' in event ? event.choice : undefined;
  return chosen ?? (setting.entries[when][0] as number);
}

/**
 * The choices of a leader at this event: maxima of entries in its messages. Empty if all of them have the
 * same effect.
 */
export function entriesChoices(context: RaftContext, event: Received<Raft>): readonly number[] {
  if (event.type === 'timeout') return distinctMaxima(context, peersOf(context), 'atHeartbeat');
  if (event.type === 'input' && event.input.type === 'propose') {
    const entry = { term: context.currentTerm, value: event.input.value };
    return distinctMaxima({ ...context, log: [...context.log, entry] }, peersOf(context), 'atOnce');
  }
  if (event.type !== 'message' || event.message.type !== 'AppendEntriesReply') return [];
  const { from, message } = event;
  if (message.term !== context.currentTerm || (!message.success && message.hint === 0)) return [];
  const after = message.success
    ? updatedMatchIndex(context, from, message.matchIndex)
    : { nextIndex: decrementedNextIndex(context, from, message.hint) };
  return distinctMaxima({ ...context, ...after }, [from], 'atOnce');
}

/** The maxima of entries that differ in their effect; empty if there is only one. */
function distinctMaxima(
  { log, nextIndex, setting }: RaftContext,
  to: readonly NodeId[],
  when: keyof RaftSetting['entries'],
): readonly number[] {
  const left = Math.max(0, ...to.map((peer) => log.length + 1 - (nextIndex[peer] as number)));
  const entries = new Set(setting.entries[when].map((count) => Math.min(count, left)));
  return entries.size > 1 ? [...entries] : [];
}
