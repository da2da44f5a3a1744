/** Tests the validation of suites: liveness properties, refuted claims, and the sentence for each error. */
import { describe, expect, it } from 'vitest';
import type { Actor } from '../actors/actor.ts';
import { UsageError } from '../values/errors.ts';
import { type Kit, nodes, protocol } from './kit.ts';
import type { Refuted } from './suite.ts';

interface Lamp {
  message: { type: 'press' };
  view: { on: boolean };
}

const kit = protocol<Lamp>();
const says = { name: 'Shines', says: 'It shines.', source: 'an example' };
const on = { node: ({ on }: Lamp['view']) => on };
const lamp = {
  init: () => ({ state: { on: false }, effects: [] }),
  step: () => ({ state: { on: true }, effects: [] }),
  view: (state: unknown) => state as Lamp['view'],
};

function suiteWith(property: ReturnType<Kit<Lamp, undefined>['always']>) {
  return kit.suite({
    name: 'lamp',
    says: '',
    source: '',
    roles: { lamp: { model: lamp } },
    properties: [property],
    scopes: {
      default: { says: '', system: (actor) => ({ nodes: nodes(['a'], actor('lamp')), network: 'set' }) },
    },
  });
}

describe('a liveness or inductive property', () => {
  it('is accepted', () => {
    const fairness = { weak: ['deliver press'], strong: ['timeout' as never] } as const;
    expect(suiteWith(kit.leadsTo({ ...says, ...on, from: on, fairness })).properties).toHaveLength(1);
    expect(suiteWith(kit.settles({ ...says, ...on, fairness: {} })).properties).toHaveLength(1);
    expect(suiteWith(kit.inductive({ ...says, ...on, worlds: () => [] })).properties).toHaveLength(1);
  });

  it.each([
    ["'Shines' does not say from when it is due; give it 'from'", kit.leadsTo({ ...says, ...on } as never)],
    [
      "'Shines' has neither 'withinMs' nor 'fairness'; give it 'withinMs' for schedules",
      kit.settles({ ...says, ...on }),
    ],
    [
      "'Shines' lists no worlds to begin from; give it 'worlds'",
      { ...kit.inductive({ ...says, ...on } as never), worlds: 1 } as never,
    ],
    [
      "the fairness of 'Shines' names 'press'; a family is deliver, timeout, input",
      kit.leadsTo({ ...says, ...on, from: on, fairness: { weak: ['press' as never] } }),
    ],
    [
      "the fairness of 'Shines' names 'input', but the fault-free phase has no inputs",
      kit.settles({ ...says, ...on, fairness: { strong: ['input'] } }),
    ],
  ])('is refused: %s', (sentence, property) => {
    expect(() => suiteWith(property)).toThrow(UsageError);
    expect(() => suiteWith(property)).toThrow(sentence);
  });
});

describe('a refuted claim', () => {
  const low = kit.always({ ...says, name: 'Low', ...on });
  const two = kit.sometimes({ ...says, name: 'Two', ...on });
  const due = kit.leadsTo({ ...says, name: 'Due', ...on, from: on });
  const stays = kit.settles({ ...says, name: 'Stays', ...on, withinMs: 10 });
  const lines = { says: says.says, source: says.source };
  const fields = { ...lines, breaks: low, scope: 'default', shortest: 3 };
  const suiteOf = (refuted: unknown) => () =>
    kit.suite({
      name: 'lamp',
      says: '',
      source: '',
      roles: { lamp: { model: lamp } },
      properties: [low, two, due, stays],
      scopes: {
        default: { says: '', system: (actor) => ({ nodes: nodes(['a'], actor('lamp')), network: 'set' }) },
      },
      bugs: { K1: { ...lines, breaks: low, scope: 'default', model: { lamp } } },
      refuted: refuted as Record<string, Refuted<Lamp, 'lamp', 'default', undefined>>,
    });

  it('is accepted', () => {
    const lasso = { ...fields, breaks: due, shortest: { stem: 1, loop: 0 } };
    const refuted = { Low: fields, Lasso: { ...lasso, roles: { lamp }, setting: {} } };
    expect(suiteOf(refuted)().refuted).toBe(refuted);
    expect(suiteOf(undefined)().refuted).toBeUndefined();
  });

  it.each<[string, unknown]>([
    ["'refuted' must be a record", 1],
    ["refuted claim Low must be a record with 'says', 'source'", { Low: 1 }],
    ["refuted claim Low has no field 'model'; it has says, source", { Low: { ...fields, model: {} } }],
    ["refuted claim Low has no 'says'; write one line", { Low: { ...fields, says: undefined } }],
    ["refuted claim Low names scope 'gone'; it has default", { Low: { ...fields, scope: 'gone' } }],
    [
      "of scope default; give 'breaks' the property itself, one of Low, Two, Due, Stays",
      { Low: { ...fields, breaks: 'Low' } },
    ],
    ['refuted claim Low must break a property of the suite', { Low: { ...fields, breaks: { ...low } } }],
    ['refuted claim Low must break a property of the suite', { Low: { ...fields, breaks: undefined } }],
    ["breaks 'Two', which no counterexample refutes (sometimes)", { Low: { ...fields, breaks: two } }],
    [
      "breaks 'Stays', which no search can judge; give the property 'fairness'",
      { Low: { ...fields, breaks: stays } },
    ],
    [
      "has 'shortest' undefined; it must be the number of steps of the shortest counterexample to 'Low'",
      { Low: { ...fields, shortest: undefined } },
    ],
    ["refuted claim Low has 'shortest' -1", { Low: { ...fields, shortest: -1 } }],
    ["refuted claim Low has 'shortest' 1.5", { Low: { ...fields, shortest: 1.5 } }],
    [
      'has \'shortest\' {"stem":1,"loop":1}; it must be the number of steps',
      { Low: { ...fields, shortest: { stem: 1, loop: 1 } } },
    ],
    [
      "has 'shortest' 3; it must be { stem, loop }, the numbers of steps of the shortest lasso that violates 'Due'",
      { Low: { ...fields, breaks: due } },
    ],
    [
      "'shortest' of refuted claim Low has no field 'lop'; it has stem, loop",
      { Low: { ...fields, breaks: due, shortest: { stem: 1, lop: 1 } } },
    ],
    ["the 'roles' of refuted claim Low must be a record", { Low: { ...fields, roles: 1 } }],
    ["refuted claim Low names role 'clock'; it has lamp", { Low: { ...fields, roles: { clock: lamp } } }],
    ["refuted claim Low has no actor for role 'lamp'", { Low: { ...fields, roles: { lamp: 1 } } }],
    ["refuted claim '../x' has a name that is invalid in flags and files", { '../x': fields }],
    ['refuted claim k1 has the name of bug K1; rename one', { k1: fields }],
    ["refuted claims 'Low' and 'low' differ only in case", { Low: fields, low: fields }],
  ])('is refused: %s', (sentence, refuted) => {
    expect(suiteOf(refuted)).toThrow(UsageError);
    expect(suiteOf(refuted)).toThrow(sentence);
  });
});

describe('a property that the suite lists for all scopes', () => {
  const high = kit.always({ ...says, ...on });
  const scope = kit.scope({
    system: (actor: (role: 'lamp') => Actor<Lamp>) => ({
      nodes: nodes(['a'], actor('lamp')),
      network: 'set',
    }),
  });
  const suiteOf = (scopes: object) => () =>
    kit.suite({
      ...{ name: 'lamp', says: '', source: '', roles: { lamp: { model: lamp } }, properties: [high] },
      scopes: { default: scope, ...scopes },
    });

  it.each([
    ["scope 'again' lists property 'Shines', which the suite", { again: { ...scope, properties: [high] } }],
    [
      "family 'again' lists property 'Shines', which the suite",
      { again: { members: { one: { ...scope, properties: [high] } } } },
    ],
    ["family 'again' lists property 'Shines'", { again: { members: { one: scope }, properties: [high] } }],
  ])('is refused where a scope lists it, too: %s', (sentence, scopes) => {
    expect(suiteOf(scopes)).toThrow(UsageError);
    expect(suiteOf(scopes)).toThrow(sentence);
  });
});
