/**
 * The statechart of a machine as data (Harel 1987): its states, and its transitions with what makes the
 * machine take them. Where a search was made, each transition is marked as taken or never taken, and each
 * state as entered or not. `svg.ts` and `mermaid.ts` draw it.
 */
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import {
  guardText,
  ruleText,
  type Transition,
  transitionsOf,
  triggerText,
} from '../../checker/actors/xstate-coverage.ts';
import { stateNodes } from '../../checker/actors/xstate-features.ts';

/** Whether a search took a transition; `unknown` without a search. */
export type Coverage = 'taken' | 'never' | 'unknown';

/** A transition that stays in its state, as a line in the state's box. */
export interface ChartRow {
  /** `RequestVote [grantsVote]`, or `after retry`; ` (3 transitions)` follows if several share this text. */
  readonly label: string;
  readonly coverage: Coverage;
  /** Whether the machine leaves the state and enters it again, so that its timers start anew. */
  readonly reenters: boolean;
}

/** A transition from one state to another, by the paths of both; the root has the path ''. */
export interface ChartArrow extends Omit<ChartRow, 'reenters'> {
  readonly from: string;
  readonly to: string;
}

/** A state with the states in it. */
export interface ChartState {
  /** The names of the states around it and its own, joined by dots; '' for the root. */
  readonly path: string;
  readonly name: string;
  readonly kind: AnyStateNode['type'];
  /** Whether some execution of the search entered it; `unknown` without a search. */
  readonly coverage: Coverage;
  /** The path of the state in which a compound state begins. */
  readonly initial?: string;
  readonly states: readonly ChartState[];
  readonly rows: readonly ChartRow[];
}

/** One machine of a role. */
export interface Chart {
  /** The name of the machine. */
  readonly machine: string;
  /** The description of the machine. */
  readonly says: string;
  readonly root: ChartState;
  readonly arrows: readonly ChartArrow[];
  /** Guards that had one outcome only, each as `isQuorum is never false`. */
  readonly oneSided: readonly string[];
}

/** The charts of a role. */
export interface RoleCharts {
  readonly role: string;
  readonly charts: readonly Chart[];
}

/** What the charts of a protocol show. */
export interface ProtocolCharts {
  readonly protocol: string;
  readonly roles: readonly RoleCharts[];
  /** The search behind the colours; absent without one. */
  readonly search?: {
    readonly scope: string;
    readonly worlds: number;
    /** Why the search ended early, if it did: what was never taken may be taken later. */
    readonly stopped?: string;
  };
}

/**
 * The chart of a machine.
 *
 * @param never - the rules that no step of the search took, as the coverage of an exploration lists them;
 * absent without a search
 */
export function chartOf(machine: AnyStateMachine, never?: readonly string[]): Chart {
  const untaken = never === undefined ? undefined : new Set(never);
  const coverageOf = (rule: string): Coverage =>
    untaken === undefined ? 'unknown' : untaken.has(rule) ? 'never' : 'taken';
  const entered = untaken && enteredStates(machine, untaken);
  const stateOf = (node: AnyStateNode): ChartState => {
    const [initial] = node.type === 'compound' ? node.initial.target : [];
    return {
      path: pathOf(node),
      name: node.parent === undefined ? machine.id : node.key,
      kind: node.type,
      coverage: entered === undefined ? 'unknown' : entered.has(node) ? 'taken' : 'never',
      ...(initial !== undefined && { initial: pathOf(initial) }),
      states: Object.values(node.states).map(stateOf),
      rows: rowsOf(node, (transition) => coverageOf(ruleText(machine, node, transition))),
    };
  };
  const arrows = [...stateNodes(machine.root)].flatMap((node) =>
    transitionsOf(node)
      .filter((transition) => !staysIn(node, transition))
      .flatMap((transition) =>
        (transition.target ?? []).map(
          (target): ChartArrow => ({
            ...{ from: pathOf(node), to: pathOf(target), label: triggerText(node, transition) },
            coverage: coverageOf(ruleText(machine, node, transition)),
          }),
        ),
      ),
  );
  return {
    machine: machine.id,
    says: machine.root.description ?? '',
    root: stateOf(machine.root),
    arrows: withoutRepeats(arrows),
    oneSided: untaken === undefined ? [] : oneSidedGuards(machine, untaken),
  };
}

function pathOf({ path }: AnyStateNode): string {
  return path.join('.');
}

/** Whether the machine is in the same states after a transition. */
function staysIn(node: AnyStateNode, { target = [] }: Transition): boolean {
  const isLeaf = Object.keys(node.states).length === 0;
  return target.length === 0 || (isLeaf && target.every((one) => one === node));
}

/** The transitions that stay in a state; those of the same text are one row. */
function rowsOf(node: AnyStateNode, coverageOf: (transition: Transition) => Coverage): readonly ChartRow[] {
  const rows = transitionsOf(node)
    .filter((transition) => staysIn(node, transition))
    .map((transition) => ({
      label: triggerText(node, transition),
      coverage: coverageOf(transition),
      reenters: transition.reenter && transition.target !== undefined,
    }));
  return withoutRepeats(rows);
}

/** One item for those that are equal, with their number in its label. */
function withoutRepeats<T extends { readonly label: string }>(items: readonly T[]): readonly T[] {
  const numbers = new Map<string, { readonly item: T; times: number }>();
  for (const item of items) {
    const key = JSON.stringify(item);
    const known = numbers.get(key);
    if (known === undefined) numbers.set(key, { item, times: 1 });
    else known.times++;
  }
  return [...numbers.values()].map(({ item, times }) =>
    times === 1 ? item : { ...item, label: `${item.label} (${times} transitions)` },
  );
}

/** The states that the initial state and the taken transitions enter. */
function enteredStates(machine: AnyStateMachine, untaken: ReadonlySet<string>): ReadonlySet<AnyStateNode> {
  const entered = new Set<AnyStateNode>();
  const enter = (node: AnyStateNode): void => {
    for (let above: AnyStateNode | undefined = node; above !== undefined; above = above.parent)
      entered.add(above);
    // Each region of a parallel state is entered with it.
    for (let above: AnyStateNode | undefined = node.parent; above !== undefined; above = above.parent)
      if (above.type === 'parallel')
        for (const region of Object.values(above.states)) if (!entered.has(region)) enter(region);
    if (node.type === 'compound') for (const first of node.initial.target) enter(first);
    if (node.type === 'parallel')
      for (const region of Object.values(node.states)) if (region.type !== 'history') enter(region);
  };
  enter(machine.root);
  for (const node of stateNodes(machine.root))
    for (const transition of transitionsOf(node))
      if (!untaken.has(ruleText(machine, node, transition)))
        for (const one of transition.target ?? []) enter(one);
  return entered;
}

/** Guards that had one outcome only. A guard that never ran is named as such. */
function oneSidedGuards(
  { id, implementations }: AnyStateMachine,
  untaken: ReadonlySet<string>,
): readonly string[] {
  return Object.keys(implementations.guards).flatMap((name) => {
    const isNever = (outcome: boolean) => untaken.has(guardText(id, name, outcome));
    if (isNever(true) && isNever(false)) return [`${name} is never asked`];
    if (isNever(true)) return [`${name} is never true`];
    return isNever(false) ? [`${name} is never false`] : [];
  });
}
