/**
 * The source text of a minimal suite: a lamp that can be switched on once, and a property that forbids it.
 */
export const minimalSuite = `
import { protocol } from 'swarmcheck';

interface Lamp {
  message: { type: 'None' };
  input: { type: 'switch' };
  view: { lit: boolean };
}

const kit = protocol<Lamp>();
const lamp = {
  init: () => ({ state: false, effects: [] }),
  step: () => ({ state: true, effects: [] }),
  view: (state: unknown) => ({ lit: state === true }),
};
const dark = kit.always({ name: 'Dark', says: 'No lamp is lit.', source: 'the house rules', node: ({ lit }) => !lit });
const lit = kit.sometimes({ name: 'Lit', says: 'A lamp is lit.', source: 'physics', node: ({ lit }) => lit });

export const suite = kit.suite({
  name: 'lamp',
  says: 'A lamp.',
  source: 'the house rules',
  roles: { lamp: { model: lamp } },
  properties: [dark, lit],
  scopes: {
    default: {
      says: '1 lamp',
      system: (actor) => ({
        nodes: { a: actor('lamp') },
        network: 'set',
        inputs: ({ lit }) => (lit ? [] : [{ type: 'switch' }]),
      }),
    },
  },
});
`;
