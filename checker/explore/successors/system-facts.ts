/** What may happen to whom in a system, looked up once: the fast space asks it for every world. */
import type { System, TimerConstraint } from '../../semantics/system.ts';
import type { Interner } from '../tables/interning.ts';

export interface SystemFacts {
  readonly isLossy: boolean;
  readonly doubles: boolean;
  readonly losesInbox: boolean;
  readonly losesOutbox: boolean;
  readonly isDuplicating: boolean;
  readonly hasInputs: boolean;
  readonly writesLater: boolean;
  /** Calls take actions of their own. */
  readonly callsLater: boolean;
  readonly detectorMayLie: boolean;
  /** Whether any fault can ever happen, or a node be down. */
  readonly mayFail: boolean;
  /** By index of a partition and number of an envelope. */
  readonly blocks: (partition: number, envelope: number) => boolean;
  /** By index of a partition and of the nodes at the ends of a link. */
  readonly blocksLink: (partition: number, from: number, to: number) => boolean;
  readonly partitions: number;
  /** By the place of a timer among those that may not fire whenever they are armed. */
  readonly timerConstraints: readonly Patient[];
  /** By group and number of an envelope, whether both its ends are in it. */
  readonly within: readonly ((envelope: number) => boolean)[];
  readonly drop: number;
  readonly duplicate: number;
  readonly inject: number;
  /** How many messages may come that nobody sent. */
  readonly injects: number;
  readonly crash: number;
  readonly restart: number;
  readonly partition: number;
}

/** When a timer may fire that may not do so whenever it is armed. */
export interface Patient {
  /** On which nodes, by index. */
  readonly mayFire: readonly boolean[];
  /** The number of the group whose deliveries it waits for, or -1. */
  readonly group: number;
  readonly afterOwnDelivered: boolean;
}

export function systemFactsOf(system: System, parts: Interner): SystemFacts {
  const { network, partitions = [] } = system;
  const patient = Object.entries(
    (system.timerConstraints ?? {}) as Readonly<Record<string, TimerConstraint>>,
  );
  const groups = patient.flatMap(([, { afterQuiet }]) => (afterQuiet === undefined ? [] : [afterQuiet]));
  const { names, senders, addressees } = parts;
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
    timerConstraints: patient.map(([, { nodes, afterQuiet, afterOwnDelivered = false }]) => ({
      mayFire: names.map((name) => nodes?.includes(name) !== false),
      group: afterQuiet === undefined ? -1 : groups.indexOf(afterQuiet),
      afterOwnDelivered,
    })),
    within: groups.map((group) => {
      const isIn = names.map((name) => group.includes(name));
      return (envelope) =>
        isIn[senders[envelope] as number] === true && isIn[addressees[envelope] as number] === true;
    }),
    drop: parts.budgets.limitOfFault('drop'),
    duplicate: parts.budgets.limitOfFault('duplicate'),
    inject: parts.budgets.limitOfFault('inject'),
    injects: system.injects?.length ?? 0,
    crash: parts.budgets.limitOfFault('crash'),
    restart: parts.budgets.limitOfFault('restart'),
    partition: parts.budgets.limitOfFault('partition'),
  };
}
