/** The source text of a counter suite, with code of the test in any of its parts. */
export interface CounterParts {
  readonly name?: string;
  /** Code at the top of the module. */
  readonly top?: string;
  /** Code before a step returns; `state` is the count so far. */
  readonly step?: string;
  /** Code in the property before it returns; `n` is the count. */
  readonly property?: string;
  /** The count at which the promise is violated. */
  readonly broken?: number;
  /** The count of the `sometimes` property. */
  readonly goal?: number;
  /** The largest count. */
  readonly bound?: number;
}

/** The text of the suite. */
export function counterSuite(parts: CounterParts = {}): string {
  const { name = 'lamp', top = '', step = '', property = '', broken = 1e9, goal = 1, bound = 3 } = parts;
  return `
import { protocol } from 'swarmcheck';
${top}
interface Lamp { message: { type: 'None' }; input: { type: 'switch' }; view: { n: number } }
const kit = protocol<Lamp>();
const model = {
  init: () => ({ state: 0, effects: [] }),
  step: (state: unknown) => { ${step}; return { state: Number(state) + 1, effects: [] }; },
  view: (state: unknown) => ({ n: Number(state) }),
};
const says = { says: 'It says so.', source: 'the house rules' };
const low = kit.always({ name: 'Low', ...says, node: ({ n }) => { ${property}; return n < ${broken}; } });
const goal = kit.sometimes({ name: 'Goal', ...says, node: ({ n }) => n >= ${goal} });
const once = kit.sometimes({ name: 'Once', ...says, node: ({ n }) => n >= 1 });
export const suite = kit.suite({
  name: '${name}', says: 'A lamp.', source: 'the house rules', roles: { lamp: { model } }, properties: [low, goal, once],
  storms: [{ scope: 'default', runs: 2, actions: 5 }],
  scopes: { default: { says: '1 lamp', system: (actor) => ({
    nodes: { a: actor('lamp') }, network: 'set', inputs: ({ n }) => (n >= ${bound} ? [] : [{ type: 'switch' }]),
  }) } },
});
`;
}
