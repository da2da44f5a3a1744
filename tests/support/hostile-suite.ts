/**
 * The source text of a suite whose names, sentences and values contain control characters and text that looks
 * like a verdict.
 */
export const hostileSuite = `
import { protocol } from 'swarmcheck';

const evil = '\\u001b[2J\\u001b]0;x\\u0007\\u009b31m\\u202edet\\u2066\\u200b\\u061c\\u0008\\r\\u2028';
const kit = protocol<any>();
const lamp = {
  init: () => ({ state: false, effects: [] }),
  step: () => ({ state: true, effects: [{ type: 'output', value: { type: 'On' + evil, [evil]: evil } }] }),
  view: (state: unknown) => ({ lit: state === true, [evil]: [evil, new Map([[evil, evil]])] }),
};
const dark = kit.always({
  name: 'Dark' + evil,
  says: 'No lamp is lit.\\n\\nall hold' + evil,
  source: evil,
  node: ({ lit }: any) => !lit,
});

export const suite = kit.suite({
  name: 'lamp',
  says: 'A lamp.' + evil,
  source: 'the house rules\\n' + evil,
  roles: { lamp: { model: lamp, implementation: lamp } },
  properties: [dark],
  bugs: {
    B1: {
      says: 'a bug\\n' + evil,
      source: evil,
      breaks: dark,
      scope: 'default',
      model: { lamp },
    },
  },
  scopes: {
    default: {
      says: '1 lamp\\n' + evil,
      system: (actor) => ({
        nodes: { a: actor('lamp') },
        setting: { evil },
        network: 'set',
        inputs: ({ lit }: any) => (lit ? [] : [{ type: 'switch' + evil }]),
      }),
    },
    ['odd' + evil]: {
      says: 'odd',
      system: (actor) => ({ nodes: { a: actor('lamp') }, network: 'set', inputs: () => [{ type: 'switch' + evil }] }),
    },
  },
});
`;
