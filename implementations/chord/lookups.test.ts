/** Tests thousands of open lookups at one node: each gets its own answers, and one timer gives up those that wait. */
import { describe, expect, it } from 'vitest';
import type { Effect, Received } from '../../checker/actors/actor.ts';
import { OutboxRecorder } from '../../checker/actors/implementation-actor.ts';
import type { ChordNode, NodeMessage } from '../../models/chord/node/messages.ts';
import { Contacts } from './contacts.ts';
import { Node } from './node.ts';
import { chordRules } from './rules.ts';
import { hashedNames, hashedSpace } from './wire/names.ts';

const count = 5_000;
const keys = Array.from({ length: count }, (_, at) => `song ${String(at).padStart(4, '0')}`);

/** A node with two fingers, so that each lookup has two nodes to ask at most. */
function nodeIn(lookups: 'iterative' | 'recursive') {
  const contacts = new Contacts(hashedSpace, hashedNames);
  const at = (digit: string) => `#${digit.padEnd(40, '0')}`;
  const setting = { identifiers: 0, listLength: 1, fingers: 159, lookups, replicas: 1 } as const;
  const draw = {
    successors: [at('02')],
    predecessor: at('ff'),
    fingers: new Map([
      [158, at('4')],
      [159, at('8')],
    ]),
  };
  const node = new Node({ self: at('0'), nodes: [], setting, draw }, chordRules, contacts);
  const outbox = new OutboxRecorder<ChordNode>(false);
  node.start(outbox.open());
  const step = (event: Received<ChordNode>): readonly Effect<ChordNode>[] =>
    outbox.close(node.handle(event, outbox.open()));
  const receive = (from: string, message: NodeMessage) => step({ type: 'message', from, message });
  const ask = (key: string) => step({ type: 'input', input: { type: 'lookup', key } });
  return { node, contacts, at, step, receive, ask };
}

describe('thousands of open lookups', () => {
  it('each end with their own answer', () => {
    const { node, at, receive, ask } = nodeIn('iterative');
    const asked = new Map(
      keys.map((key) => [key, ask(key).flatMap((one) => (one.type === 'send' ? [one.to] : []))]),
    );
    const open = node.view().lookups;
    expect(open.size).toBeGreaterThan(count * 0.95);
    for (const to of [at('02'), at('4'), at('8')])
      expect([...asked.values()].filter(([node]) => node === to).length).toBeGreaterThan(count / 5);
    for (const key of [...open.keys()].reverse()) {
      const [from] = asked.get(key) as [string];
      expect(receive(from, { type: 'Found', key, owner: `owner of ${key}`, forwardings: 0 })).toContainEqual({
        type: 'output',
        value: { type: 'found', key, owner: `owner of ${key}`, forwardings: 1 },
      });
    }
    expect(node.view().lookups.size).toBe(0);
  });

  it('are given up together, in the order of their keys, and use no name once they have failed', () => {
    const { node, contacts, step, ask } = nodeIn('recursive');
    for (const key of [...keys].reverse()) ask(key);
    const open = node.view().lookups.size;
    const timeout = () => step({ type: 'timeout', timer: 'lookup' });
    expect(timeout()).toEqual([{ type: 'arm', timer: 'lookup' }]);
    expect([...node.view().lookups.values()].every(({ isOld }) => isOld)).toBe(true);
    const again = timeout().flatMap((one) =>
      one.type === 'send' && one.message.type === 'FindNext' ? [one.message.key] : [],
    );
    expect(again.length).toBeGreaterThan(count / 5);
    expect(again).toEqual([...again].sort());
    let failed = 0;
    for (let round = 0; round < 12; round++)
      for (const one of timeout()) if (one.type === 'output' && one.value.type === 'failed') failed++;
    expect([node.view().lookups.size, node.view().fingers.size]).toEqual([0, 0]);
    expect(failed).toBeGreaterThan(0);
    expect(failed).toBeLessThanOrEqual(open);
    // The node, its predecessor and its successor.
    expect(contacts.size).toBe(3);
  });
});
