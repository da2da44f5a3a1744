/** What a suite may promise of the end, and what is refused with a sentence. */
import { describe, expect, it } from 'vitest';
import { UsageError } from '../values/errors.ts';
import { type Kit, nodes, protocol } from './kit.ts';

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

describe('a promise of the end', () => {
  it('may be made', () => {
    const fairness = { weak: ['deliver press'], strong: ['timeout' as never] } as const;
    expect(suiteWith(kit.leadsTo({ ...says, ...on, from: on, fairness })).properties).toHaveLength(1);
    expect(suiteWith(kit.settles({ ...says, ...on, fairness: {} })).properties).toHaveLength(1);
    expect(suiteWith(kit.inductive({ ...says, ...on, worlds: () => [] })).properties).toHaveLength(1);
  });

  it.each([
    ["'Shines' does not say from when it is due; give it 'from'", kit.leadsTo({ ...says, ...on } as never)],
    ["'Shines' has neither 'withinMs' nor 'fairness'; give it 'withinMs' for schedules", kit.settles({ ...says, ...on })],
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
