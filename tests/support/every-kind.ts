/** Properties of every kind, for tests that compare engines. */
import type { Property } from '../../checker/property/property.ts';
import type { TableState } from './random-systems.ts';

const says = { says: '', source: '' };
const at = (view: unknown) => (view as TableState).at;

/** Whether single worlds and steps decide a property, so that no state graph is needed. */
export const needsNoStateGraph = ({ kind }: Property): boolean =>
  ['always', 'sometimes', 'step', 'inductive'].includes(kind);

/** Every kind of property over every extent, about the location `target`. */
export function everyKindAt(target: number): readonly Property[] {
  const there = (view: unknown) => at(view) === target;
  const overs = [
    { node: there },
    { pair: (a: object, b: object) => there(a) && at(b) !== target },
    { world: (views: ReadonlyMap<string, object>) => [...views.values()].filter(there).length > 1 },
    { world: (_: unknown, history: unknown) => history instanceof Set && history.has('crash') },
    {
      world: (_: unknown, __: unknown, all: ReadonlyMap<string, object>) =>
        [...all.values()].some((one) => 'down' in one),
    },
  ];
  return overs.flatMap((over, number): Property[] => {
    const name = `${number}`;
    const not = Object.fromEntries(
      Object.entries(over).map(([extent, holds]) => [
        extent,
        (...args: never[]) => !(holds as (...all: never[]) => boolean)(...args),
      ]),
    );
    const withPremise = { ...not, premise: (...args: never[]) => at(args[0]) !== 0 };
    return [
      { ...says, name, kind: 'always', over: not },
      ...('world' in over
        ? []
        : [{ ...says, name, kind: 'always', over: withPremise } as unknown as Property]),
      { ...says, name, kind: 'sometimes', over },
      { ...says, name, kind: 'possible', over },
      { ...says, name, kind: 'possible', over, from: not },
      { ...says, name, kind: 'leadsTo', over, from: not },
      {
        ...says,
        name,
        kind: 'leadsTo',
        over,
        from: { node: () => true },
        fairness: { weak: ['deliver', 'timeout t'] },
      },
      {
        ...says,
        name,
        kind: 'leadsTo',
        over: not,
        from: over,
        fairness: { strong: ['deliver m0', 'input'] },
      },
      { ...says, name, kind: 'settles', over: not, fairness: {} },
      { ...says, name, kind: 'settles', over: not, fairness: { weak: ['timeout'], strong: ['deliver'] } },
      { ...says, name, kind: 'step', over: { holds: ({ after }) => !there(after) } },
      {
        ...says,
        name,
        kind: 'step',
        over: { survivesRestart: true, holds: ({ before, after }) => at(before) <= at(after) },
      },
    ] as Property[];
  });
}
