/**
 * System facts: the interner of a system's description that decide which actions are enabled, in a form that is
 * fast to read. They are computed once for each search.
 */
import type { System, TimerConstraint } from '../../semantics/system.ts';
import type { Interner } from '../tables/interning.ts';

/** The facts about one system. */
export interface SystemFacts {
  readonly isLossy: boolean;
  readonly doubles: boolean;
  readonly losesInbox: boolean;
  readonly losesOutbox: boolean;
  readonly isDuplicating: boolean;
  readonly hasInputs: boolean;
  readonly writesLater: boolean;
  /** Whether requests and replies of calls are actions of their own. */
  readonly callsLater: boolean;
  readonly detectorMayLie: boolean;
  /** Whether any fault can occur, or a node be down. */
  readonly mayFail: boolean;
  /** Whether a partition blocks a message, by index of the partition and number of the message. */
  readonly blocks: (partition: number, envelope: number) => boolean;
  /** The same by index of the partition and of the nodes at the ends of the link. */
  readonly blocksLink: (partition: number, from: number, to: number) => boolean;
  readonly partitions: number;
  /** The timers with constraints, in the order of `System.timerConstraints`. */
  readonly timerConstraints: readonly ConstraintFacts[];
  /** By group, whether both ends of a message are in the group. */
  readonly within: readonly ((envelope: number) => boolean)[];
  /** Numbers of the budgets that limit faults; -1 for a fault without limit. */
  readonly drop: number;
  readonly duplicate: number;
  readonly inject: number;
  /** The number of messages that can be injected. */
  readonly injects: number;
  readonly crash: number;
  readonly restart: number;
  readonly partition: number;
}

/** A constraint on when an armed timer may fire. */
export interface ConstraintFacts {
  /** By index of a node, whether the timer may fire there. */
  readonly mayFire: readonly boolean[];
  /** The index of the group whose messages must have no effect before the timer fires, or -1. */
  readonly group: number;
  readonly afterOwnDelivered: boolean;
}

/** Collects the facts about a system; budgets and nodes are the numbers of `interner`. */
export function systemFactsOf(system: System, interner: Interner): SystemFacts {
  const { network, partitions = [] } = system;
  const constraints = Object.entries(
    (system.timerConstraints ?? {}) as Readonly<Record<string, TimerConstraint>>,
  );
  const groups = constraints.flatMap(([, { afterQuiet }]) => (afterQuiet === undefined ? [] : [afterQuiet]));
  const { names, senders, addressees } = interner;
  const blocked = partitions.map(
    ({ blocks }) =>
      new Set(blocks.map(([from, to]) => names.indexOf(from) * names.length + names.indexOf(to))),
  );
  const blocksLink = (partition: number, from: number, to: number) =>
    blocked[partition]?.has(from * names.length + to) === true;
  return {
    isLossy: system.lossy === true,
    doubles: system.budget?.duplicate !== undefined,
    losesInbox: system.crash?.inbox === 'lost',
    losesOutbox: system.crash?.outbox === 'lost',
    isDuplicating: network === 'duplicating',
    hasInputs: system.inputs !== undefined,
    writesLater: system.persistence === 'async',
    callsLater: system.calls === 'messages',
    detectorMayLie: system.failureDetector === 'mayLie',
    mayFail:
      system.lossy === true ||
      system.budget?.duplicate !== undefined ||
      system.injects !== undefined ||
      system.crash !== undefined ||
      system.starts !== undefined ||
      system.listed !== undefined ||
      partitions.length > 0,
    blocks: (partition, envelope) =>
      blocksLink(partition, senders[envelope] as number, addressees[envelope] as number),
    blocksLink,
    partitions: partitions.length,
    timerConstraints: constraints.map(([, { nodes, afterQuiet, afterOwnDelivered = false }]) => ({
      mayFire: names.map((name) => nodes?.includes(name) !== false),
      group: afterQuiet === undefined ? -1 : groups.indexOf(afterQuiet),
      afterOwnDelivered,
    })),
    within: groups.map((group) => {
      const isIn = names.map((name) => group.includes(name));
      return (envelope) =>
        isIn[senders[envelope] as number] === true && isIn[addressees[envelope] as number] === true;
    }),
    drop: interner.budgets.limitOfFault('drop'),
    duplicate: interner.budgets.limitOfFault('duplicate'),
    inject: interner.budgets.limitOfFault('inject'),
    injects: system.injects?.length ?? 0,
    crash: interner.budgets.limitOfFault('crash'),
    restart: interner.budgets.limitOfFault('restart'),
    partition: interner.budgets.limitOfFault('partition'),
  };
}
