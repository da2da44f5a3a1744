/** A small suite for the tests of `checker/suite/`: a node that counts ticks up to 1, with bugs and a refuted claim. */
import type { Actor } from '../../checker/actors/actor.ts';
import type { Property } from '../../checker/property/property.ts';
import { nodes, protocol } from '../../checker/suite/kit.ts';

interface Ticker {
  message: never;
  timer: 'tick';
  view: { n: number };
}

/** An actor that counts one tick, in steps of the given size. */
export function ticker(size: number): Actor<Ticker> {
  return {
    init: () => ({ state: 0, effects: [{ type: 'arm', timer: 'tick' }] }),
    step: (state) => ({ state: (state as number) + size, effects: [] }),
    view: (state) => ({ n: state as number }),
  };
}

const kit = protocol<Ticker>();
const says = { says: 'x', source: 'y' };
const properties = {
  low: kit.always({ ...says, name: 'At Most One', node: ({ n }) => n <= 1 }),
  one: kit.sometimes({ ...says, name: 'One', node: ({ n }) => n === 1 }),
  settles: kit.settles({ ...says, name: 'Settles', node: ({ n }) => n === 1, withinMs: 10 }),
  zero: kit.always({ ...says, name: 'Zero', node: ({ n }) => n === 0 }),
};
/** Properties of the suite, and `zero` of scope `pair` only; their types are erased as those of the suite are. */
export const { low, one, settles, zero } = properties as unknown as Readonly<
  Record<keyof typeof properties, Property>
>;

const scope = (...names: string[]) => ({
  system: (actor: (role: 'ticker') => Actor<Ticker>) => ({
    nodes: nodes(names, actor('ticker')),
    network: 'set' as const,
  }),
});

const bug = { ...says, breaks: properties.low, scope: 'default' } as const;
export const model = ticker(1);
export const implementation = ticker(1);
export const jumps = ticker(2);

/** Bug B1 is on both sides, B2 only in the implementation, B3 is an equivalent mutant; claim Z is refuted. */
export const suite = kit.suite({
  ...{ name: 'ticks', says: 'x', source: 'y', roles: { ticker: { model, implementation } } },
  properties: [properties.low, properties.one, properties.settles],
  scopes: {
    default: scope('a'),
    pair: { ...scope('a', 'b'), says: 'two nodes', properties: [properties.zero] },
  },
  bugs: {
    B1: { ...bug, scope: 'pair', model: { ticker: jumps }, implementation: { ticker: jumps } },
    B2: { ...bug, implementation: { ticker: jumps } },
    B3: { ...bug, model: { ticker: ticker(1) }, equivalent: 'it counts the same' },
  },
  refuted: { Z: { ...says, breaks: properties.zero, scope: 'pair', shortest: 1, roles: { ticker: model } } },
  storms: [{ scope: 'pair', runs: 3, actions: 5 }],
  sized: (count) => scope(...Array.from({ length: count }, (_, at) => `n${at}`)),
});
