/** The context of a session's machine: its variables, their start, and the view of properties. */
import type { Birth, MachineEvent, NodeId } from '../../../checker/actors/actor.ts';
import { divided } from './division.ts';
import type { BitswapSplit, Key, SessionView, SplitMessage, SplitSetting } from './messages.ts';
import { initialSplit } from './split.ts';

/** The events of the machine. */
export type SplitEvent = MachineEvent<BitswapSplit>;

/** The context of the machine. */
export interface SessionContext extends Omit<SessionView, 'role'> {
  readonly setting: SplitSetting;
  /** The partners of the session: all other nodes. */
  readonly partners: readonly NodeId[];
}

/** A message and the node that gets it. */
export interface Sent {
  readonly to: NodeId;
  readonly message: SplitMessage;
}

/** The first context: a session without receipts and wants. */
export function initialContext({ self, nodes, setting }: Birth<BitswapSplit>): SessionContext {
  return {
    ...initialSplit,
    setting,
    partners: nodes.filter((node) => node !== self),
    wanted: new Map(),
    past: new Set(),
    broadcast: new Set(),
  };
}

/** The view of a session. */
export function viewOf({ setting: _, partners: __, ...rest }: SessionContext): SessionView {
  return { role: 'session', ...rest };
}

/** The keys of a request of the user. */
export function keysIn(event: SplitEvent): readonly Key[] {
  if (event.type === 'want') return event.keys;
  throw new Error(`${event.type} has no keys`);
}

/** The key of a block that came. */
export function keyIn(event: SplitEvent): Key {
  if (event.type === 'Block') return event.key;
  throw new Error(`${event.type} is no block`);
}

/** Whether the receipt of a block counts: all do, or only those of blocks that were not broadcast. */
export function isCounted({ setting, broadcast }: SessionContext, key: Key): boolean {
  return setting.counts === 'all' || !broadcast.has(key);
}

/** A request: the wants after it, and the messages to the partners of each group. */
export function asked(
  { wanted, partners, split }: SessionContext,
  keys: readonly Key[],
  divide: typeof divided = divided,
): { readonly wanted: SessionContext['wanted']; readonly sends: readonly Sent[] } {
  const groups = divide(keys, partners, split);
  const partnersOf = (key: Key) => groups.find((group) => group.keys.includes(key))?.partners ?? [];
  const entries = keys.map((key) => [key, partnersOf(key)] as const);
  return {
    wanted: new Map([...wanted, ...entries]),
    sends: groups.flatMap((group) =>
      group.partners.map((to): Sent => ({ to, message: { type: 'Want', keys: group.keys } })),
    ),
  };
}

/** A broadcast: each partner is asked for all wanted keys for which it was not asked. */
export function broadcasting({ wanted, partners, broadcast }: SessionContext): readonly Sent[] {
  return partners.flatMap((to): Sent[] => {
    const keys = [...wanted.keys()]
      .sort()
      .filter((key) => !broadcast.has(key) && !wanted.get(key)?.includes(to));
    return keys.length === 0 ? [] : [{ to, message: { type: 'Want', keys } }];
  });
}
