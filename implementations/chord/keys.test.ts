/** Tests puts, copies and handovers of many hashed keys at one node. */
import { describe, expect, it } from 'vitest';
import type { Effect, Received } from '../../checker/actors/actor.ts';
import { OutboxRecorder } from '../../checker/actors/implementation-actor.ts';
import type { ChordNode, NodeMessage } from '../../models/chord/node/messages.ts';
import { Contacts } from './contacts.ts';
import { Node } from './node.ts';
import { chordRules } from './rules.ts';
import { hashedNames, hashedSpace } from './wire/names.ts';

const at = (digit: string) => `#${digit.padEnd(40, '0')}`;
const keys = Array.from({ length: 2_000 }, (_, index) => `song ${index}`);

/** The first digit of a key's identifier. */
function digitOf(key: string): string {
  const words = new Uint32Array(5);
  hashedNames.identify(key, words, 0);
  return hashedNames.keyAt(words, 0).charAt(1);
}

/** A node at 0x8... whose predecessor is at 0x4..., so that it owns the keys from 4 to 7. */
function nodeWith(successors: readonly string[], replicas: number, stored: readonly string[] = []) {
  const setting = { identifiers: 0, listLength: 4, fingers: 0, lookups: 'iterative', replicas } as const;
  const draw = { successors, predecessor: at('4'), keys: new Set(stored) };
  const contacts = new Contacts(hashedSpace, hashedNames);
  const node = new Node({ self: at('8'), nodes: [], setting, draw }, chordRules, contacts);
  const outbox = new OutboxRecorder<ChordNode>(true);
  node.start(outbox.open());
  const step = (event: Received<ChordNode>) => sends(outbox.close(node.handle(event, outbox.open())));
  const receive = (from: string, message: NodeMessage) => step({ type: 'message', from, message });
  return { node, step, receive };
}

function sends(effects: readonly Effect<ChordNode>[]): readonly [string, NodeMessage][] {
  return effects.flatMap((one): [string, NodeMessage][] =>
    one.type === 'send' ? [[one.to, one.message]] : [],
  );
}

describe('a put', () => {
  const owned = keys.find((key) => digitOf(key) === '5') as string;
  const put: NodeMessage = { type: 'Put', key: owned };

  it('is answered once every holder has confirmed, and no entry counts twice', () => {
    const { receive, node } = nodeWith([at('a'), at('a'), at('8'), at('c')], 3);
    const copy: NodeMessage = { type: 'Copy', keys: [owned] };
    expect(receive('origin', put)).toEqual([
      [at('a'), copy],
      [at('c'), copy],
    ]);
    expect(receive(at('a'), { type: 'Copied', keys: [owned] })).toEqual([]);
    expect(receive(at('a'), { type: 'Copied', keys: [owned] })).toEqual([]);
    expect(receive(at('c'), { type: 'Copied', keys: [owned] })).toEqual([
      ['origin', { type: 'Stored', key: owned }],
    ]);
    expect(node.view().copying.size).toBe(0);
  });

  it('is ignored by a node that does not own the key', () => {
    const { receive, node } = nodeWith([at('a'), at('b'), at('c'), at('d')], 3);
    const other = keys.find((key) => digitOf(key) === '9') as string;
    expect(receive('origin', { type: 'Put', key: other })).toEqual([]);
    expect(node.view().keys.size).toBe(0);
  });
});

describe('stored keys', () => {
  it('that the node owns no more go to a new predecessor, and stay', () => {
    const { receive, node } = nodeWith([at('a')], 2, keys);
    const due = keys.filter((key) => !'67'.includes(digitOf(key))).sort();
    expect(receive(at('6'), { type: 'Notify' })).toEqual([[at('6'), { type: 'Copy', keys: due }]]);
    expect(node.view().keys.size).toBe(keys.length);
  });

  it('are copied to the holders if owned, and to the predecessor if not', () => {
    const { step } = nodeWith([at('a'), at('b')], 2, keys);
    const owned = keys.filter((key) => '4567'.includes(digitOf(key))).sort();
    const others = keys.filter((key) => !'4567'.includes(digitOf(key))).sort();
    expect(owned.length).toBeGreaterThan(300);
    expect(step({ type: 'timeout', timer: 'replicate' })).toEqual([
      [at('a'), { type: 'Copy', keys: owned }],
      [at('4'), { type: 'Copy', keys: others }],
    ]);
  });
});
