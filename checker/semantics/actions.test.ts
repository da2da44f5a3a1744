/**
 * Tests the table of actions: one action of each kind, with its acting node, link, detail and text by hand.
 */
import { describe, expect, it } from 'vitest';
import {
  type Action,
  actingNode,
  actionKinds,
  actionTable,
  actionText,
  detailOf,
  fairKinds,
  nodesOf,
} from './actions.ts';

const message = { type: 'Ping', n: 1 };
const link = { from: 'a', to: 'b' };

/** An action, its acting node, the nodes of its link, what tells it apart, and its text. */
/** Each action with its acting node, the nodes it names, its detail and its text. */
const rows: readonly [Action, string | undefined, string, string | undefined, string][] = [
  [{ type: 'deliver', ...link, message }, 'b', 'a,b', 'Ping', 'b receives Ping {n: 1} from a'],
  [{ type: 'timeout', node: 'a', timer: 'tick' }, 'a', 'a', 'tick', 'a times out: tick'],
  [{ type: 'input', node: 'a', input: message }, 'a', 'a', 'Ping', 'a receives the input Ping {n: 1}'],
  [{ type: 'persisted', node: 'a', record: { n: 2 } }, 'a', 'a', undefined, 'a has written {n: 2}'],
  [
    { type: 'request', ...link, id: 0, request: message },
    'b',
    'a,b',
    undefined,
    'b answers Ping {n: 1} from a',
  ],
  [
    { type: 'reply', node: 'a', from: 'b', id: 0, reply: { type: 'unreachable' } },
    'a',
    'a,b',
    undefined,
    'a receives the reply unreachable from b',
  ],
  [
    { type: 'drop', ...link, message },
    undefined,
    'a,b',
    undefined,
    'the network loses Ping {n: 1} from a to b',
  ],
  [
    { type: 'duplicate', ...link, message },
    undefined,
    'a,b',
    undefined,
    'the network doubles Ping {n: 1} from a to b',
  ],
  [
    { type: 'inject', ...link, message },
    undefined,
    'a,b',
    undefined,
    'a forged message appears: Ping {n: 1} from a to b',
  ],
  [{ type: 'crash', node: 'a' }, 'a', 'a', undefined, 'a crashes'],
  [{ type: 'restart', node: 'a' }, 'a', 'a', undefined, 'a restarts'],
  [{ type: 'partition', name: 'split' }, undefined, '', undefined, 'the network is cut: split'],
  [{ type: 'heal' }, undefined, '', undefined, 'the network heals'],
];

describe('the table of actions', () => {
  it('has the kinds in the order in which worlds list them', () => {
    expect(actionKinds).toEqual(rows.map(([{ type }]) => type));
  });

  it.each(rows)('knows %j', (action, node, nodes, detail, text) => {
    expect(actingNode(action)).toBe(node);
    expect(nodesOf(action).join()).toBe(nodes);
    expect(detailOf(action)).toBe(detail);
    expect(actionText(action)).toBe(text);
    const required = Object.entries<string>(actionTable[action.type].fields).filter(
      ([, type]) => !type.endsWith('?'),
    );
    expect(required.map(([field]) => field).sort()).toEqual(
      Object.keys(action)
        .filter((field) => field !== 'type')
        .sort(),
    );
  });

  it('adds draw and choice to the text, and what a crash did to pending writes', () => {
    expect(actionText({ type: 'timeout', node: 'a', timer: 'tick', draw: 3, choice: 'left' })).toBe(
      'a times out: tick, drawn 3, chosen left',
    );
    expect(actionText({ type: 'restart', node: 'a', draw: 'b' })).toBe('a comes up, drawn b');
    expect(actionText({ type: 'crash', node: 'a', kept: 0 })).toBe(
      'a crashes before anything more is written',
    );
    expect(actionText({ type: 'crash', node: 'a', kept: 1 })).toBe('a crashes, with 1 record more written');
  });

  it('lets fairness speak of every kind that is no fault', () => {
    expect(fairKinds.join(' ')).toBe('deliver timeout input persisted request reply restart heal');
  });
});
