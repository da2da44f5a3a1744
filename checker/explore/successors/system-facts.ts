/**
 * System facts: the parts of a system's description that decide which actions are enabled, in a form that is
 * fast to read. They are computed once for each search.
 */
import type { System } from '../../semantics/system.ts';
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

/** Collects the facts about a system; budgets and nodes are the numbers of `interner`. */
export function systemFactsOf(system: System, interner: Interner): SystemFacts {
  const { network, partitions = [] } = system;
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
    drop: interner.budgets.limitOfFault('drop'),
    duplicate: interner.budgets.limitOfFault('duplicate'),
    inject: interner.budgets.limitOfFault('inject'),
    injects: system.injects?.length ?? 0,
    crash: interner.budgets.limitOfFault('crash'),
    restart: interner.budgets.limitOfFault('restart'),
    partition: interner.budgets.limitOfFault('partition'),
  };
}
