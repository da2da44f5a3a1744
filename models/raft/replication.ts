/** Log replication (Ongaro & Ousterhout 2014, section 5.3). */
import type { NodeId, Received } from '../../checker/actors/actor.ts';
import { type Arrived, peersOf, type RaftContext, type RaftEvent, saying, termAt } from './context.ts';
import { durableEntries } from './durability.ts';
import type { Entry, Raft, RaftMessage, RaftSetting } from './messages.ts';

type Append = Extract<RaftMessage, { type: 'AppendEntries' }>;

// -------------------------------------------------------------- followers

/** The consistency check: the log has an entry at `prevLogIndex`, of `prevLogTerm`. */
export function isConsistent({ log }: RaftContext, request: Arrived<'AppendEntries'>): boolean {
  return termAt(log, request.prevLogIndex) === request.prevLogTerm;
}

/** The log with the entries of a message: it is cut where an entry conflicts, and nowhere else. */
export function appended(
  log: readonly Entry[],
  { prevLogIndex, entries }: Pick<Arrived<'AppendEntries'>, 'prevLogIndex' | 'entries'>,
): readonly Entry[] {
  const conflict = entries.findIndex(({ term }, at) => termAt(log, prevLogIndex + 1 + at) !== term);
  if (conflict === -1) return log;
  return [...log.slice(0, prevLogIndex + conflict), ...entries.slice(conflict)];
}

/** The last entry that a message vouches for. */
export function vouchedFor({ prevLogIndex, entries }: Arrived<'AppendEntries'>): number {
  return prevLogIndex + entries.length;
}

/** Where a log that has nothing of `prevLogTerm` at `prevLogIndex` may agree: before the whole term it has there instead. */
export function hintFor({ log }: RaftContext, { prevLogIndex }: Arrived<'AppendEntries'>): number {
  const term = termAt(log, prevLogIndex);
  return term === undefined ? log.length + 1 : log.findIndex((entry) => entry.term === term) + 1;
}

export function acknowledgement({ currentTerm: term }: RaftContext, matchIndex: number): RaftMessage {
  return { type: 'AppendEntriesReply', term, success: true, matchIndex };
}

export function refusal({ currentTerm: term }: RaftContext, hint: number): RaftMessage {
  return { type: 'AppendEntriesReply', term, success: false, hint };
}

// ---------------------------------------------------------------- leaders

/** What a new leader assumes: nothing of the others, and that their logs are like its own. */
export function reinitialized(context: RaftContext): Pick<RaftContext, 'nextIndex' | 'matchIndex'> {
  const { self, log, nodes } = context;
  return {
    nextIndex: Object.fromEntries(peersOf(context).map((peer) => [peer, log.length + 1])),
    matchIndex: Object.fromEntries(nodes.map((node) => [node, node === self ? durableEntries(context) : 0])),
  };
}

/** The next message to a server, with so many entries at most. */
export function appendEntries(
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

/** Where to go on once a message was sent: with a window right behind what it carried. */
function nextAfter(
  { nextIndex, setting }: RaftContext,
  sent: ReadonlyMap<NodeId, Append>,
): Readonly<Record<NodeId, number>> {
  if (setting.window === 0) return nextIndex;
  const next = [...sent].map(([to, { prevLogIndex, entries }]) => [to, prevLogIndex + entries.length + 1]);
  return { ...nextIndex, ...Object.fromEntries(next) };
}

/** A server has this entry: it is not asked for it again. */
export function matched(
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

/** Back to where a server's log may agree, never behind what it is known to have. */
export function backedUp(
  { nextIndex, matchIndex }: RaftContext,
  from: NodeId,
  hint: number,
): Readonly<Record<NodeId, number>> {
  const next = Math.min(nextIndex[from] as number, hint);
  return { ...nextIndex, [from]: Math.max(next, (matchIndex[from] as number) + 1) };
}

/** Has this to say to each of them, and goes on behind it. */
export function sending(
  context: RaftContext,
  to: readonly NodeId[],
  messageFor: (to: NodeId) => Append | undefined,
): Pick<RaftContext, 'unsaid' | 'nextIndex'> {
  const messages = new Map(
    to.flatMap((one) => {
      const message = messageFor(one);
      return message === undefined ? [] : [[one, message] as const];
    }),
  );
  return {
    unsaid: saying(context, [...messages.keys()], (one) => messages.get(one)),
    nextIndex: nextAfter(context, messages),
  };
}

/** Entries for those who lack some, without waiting for the heartbeat. */
export function replicating(
  context: RaftContext,
  event: RaftEvent,
  to: readonly NodeId[],
): Pick<RaftContext, 'unsaid' | 'nextIndex'> {
  const entriesMax = entriesNow(context, event, 'atOnce');
  return sending(context, to, (one) => {
    const message = appendEntries(context, one, entriesMax);
    return message.entries.length > 0 ? message : undefined;
  });
}

/** How many entries a message may carry now: what was chosen where that is open, and what the setting says where it is not. */
export function entriesNow(
  { setting }: RaftContext,
  event: RaftEvent,
  when: keyof RaftSetting['entries'],
): number {
  const chosen = 'choice' in event ? event.choice : undefined;
  return chosen ?? (setting.entries[when][0] as number);
}

/** How many entries the messages that a leader sends at this event may carry; empty where only one number makes a difference. */
export function entriesOpen(context: RaftContext, event: Received<Raft>): readonly number[] {
  if (event.type === 'timeout') return open(context, peersOf(context), 'atHeartbeat');
  if (event.type === 'input') {
    const entry = { term: context.currentTerm, value: event.input.value };
    return open({ ...context, log: [...context.log, entry] }, peersOf(context), 'atOnce');
  }
  if (event.type !== 'message' || event.message.type !== 'AppendEntriesReply') return [];
  const { from, message } = event;
  if (message.term !== context.currentTerm || (!message.success && message.hint === 0)) return [];
  const after = message.success
    ? matched(context, from, message.matchIndex)
    : { nextIndex: backedUp(context, from, message.hint) };
  return open({ ...context, ...after }, [from], 'atOnce');
}

function open(
  { log, nextIndex, setting }: RaftContext,
  to: readonly NodeId[],
  when: keyof RaftSetting['entries'],
): readonly number[] {
  const left = Math.max(0, ...to.map((peer) => log.length + 1 - (nextIndex[peer] as number)));
  const entries = new Set(setting.entries[when].map((count) => Math.min(count, left)));
  return entries.size > 1 ? [...entries] : [];
}
