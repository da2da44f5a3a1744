/** Tests sentences of Zave 2017 directly on the implementation: join, stabilize and rectify by messages. */
import { describe, expect, it } from 'vitest';
import type { Received } from '../../checker/actors/actor.ts';
import { OutboxRecorder } from '../../checker/actors/implementation-actor.ts';
import type { ChordNode, NodeAdmission, NodeReply, NodeView } from '../../models/chord/node/messages.ts';
import { Node } from './node.ts';

/** A node N10 on a circle of 64, with three successors; it returns what each step does. */
function nodeWith(draw: NodeAdmission) {
  const setting = { identifiers: 64, listLength: 3, fingers: 0, lookups: 'iterative', replicas: 0 } as const;
  const node = new Node({ self: 'N10', nodes: [], setting, draw });
  const outbox = new OutboxRecorder<ChordNode>(true);
  const step = (event: Received<ChordNode>) => outbox.close(node.handle(event, outbox.open()));
  return {
    node,
    started: outbox.close(node.start(outbox.open())),
    reply: (from: string, reply: NodeReply | { type: 'unreachable' }) => step({ type: 'reply', from, reply }),
    notify: (from: string) => step({ type: 'message', from, message: { type: 'Notify' } }),
    fire: (timer: 'stabilize' | 'adopt' | 'join') => step({ type: 'timeout', timer }),
    see: <K extends keyof NodeView>(field: K): NodeView[K] => node.view()[field],
  };
}

const member: NodeAdmission = { successors: ['N20', 'N30', 'N40'], predecessor: 'N5' };
const neighbours = (successors: readonly string[], predecessor: string | null): NodeReply => ({
  type: 'Neighbours',
  successors,
  predecessor,
});

describe('join', () => {
  it('asks nearer members until one has the node between itself and its successor', () => {
    const { started, reply, node, see } = nodeWith({ via: 'N40' });
    const request = { type: 'FindPlace', node: 'N10' };
    expect(started).toEqual([{ type: 'call', to: 'N40', request }]);
    expect(node.answer({ type: 'Ping' })).toEqual({ type: 'NoMember' });
    expect(reply('N40', { type: 'Nearer', node: 'N5' })).toEqual([{ type: 'call', to: 'N5', request }]);
    expect(reply('N5', { type: 'Busy' })).toEqual([{ type: 'arm', timer: 'join' }]);
    expect(see('stage')).toBe('joining');
  });

  it('copies the list of the member before it, which becomes the predecessor', () => {
    const { reply, see } = nodeWith({ via: 'N5' });
    expect(reply('N5', neighbours(['N20', 'N30', 'N40'], 'N2'))).toEqual([
      { type: 'arm', timer: 'stabilize' },
    ]);
    expect([see('stage'), see('successors'), see('predecessor')]).toEqual([
      'member',
      ['N20', 'N30', 'N40'],
      'N5',
    ]);
  });

  it('leaves a node outside whose contact is down', () => {
    const { reply, see, notify } = nodeWith({ via: 'N5' });
    expect(reply('N5', { type: 'unreachable' })).toEqual([]);
    expect(see('stage')).toBe('stranded');
    expect(notify('N7')).toEqual([]);
    expect(see('notifier')).toBe(null);
  });
});

describe('stabilize', () => {
  it('replaces a successor that is down by the identifier after the last entry', () => {
    const { fire, reply, see } = nodeWith(member);
    expect(fire('stabilize')).toEqual([{ type: 'call', to: 'N20', request: { type: 'GetNeighbours' } }]);
    expect(reply('N20', { type: 'unreachable' })).toContainEqual({
      type: 'send',
      to: 'N30',
      message: { type: 'Notify' },
    });
    expect(see('successors')).toEqual(['N30', 'N40', 'N41']);
  });

  it('adopts the predecessor of its successor only once that has answered', () => {
    const { fire, reply, see } = nodeWith(member);
    fire('stabilize');
    expect(reply('N20', neighbours(['N30', 'N40', 'N50'], 'N15'))).toEqual([
      { type: 'call', to: 'N15', request: { type: 'GetNeighbours' } },
    ]);
    expect(see('successors')).toEqual(['N20', 'N30', 'N40']);
    expect(reply('N15', { type: 'Busy' })).toEqual([{ type: 'arm', timer: 'adopt' }]);
    fire('adopt');
    reply('N15', neighbours(['N20', 'N30', 'N40'], 'N10'));
    expect([see('successors'), see('candidate')]).toEqual([['N15', 'N20', 'N30'], null]);
  });

  it('answers no question about its neighbours while it waits for a reply', () => {
    const { fire, reply, node } = nodeWith(member);
    expect(node.answer({ type: 'GetNeighbours' })).toEqual(neighbours(['N20', 'N30', 'N40'], 'N5'));
    fire('stabilize');
    expect(node.answer({ type: 'GetNeighbours' })).toEqual({ type: 'Busy' });
    expect(node.answer({ type: 'FindPlace', node: 'N11' })).toEqual({ type: 'Busy' });
    expect(node.answer({ type: 'Ping' })).toEqual({ type: 'Alive' });
    reply('N20', { type: 'Busy' });
    expect(node.answer({ type: 'FindPlace', node: 'N33' })).toEqual({ type: 'Nearer', node: 'N30' });
  });
});

describe('rectify', () => {
  it('takes a nearer notifier, and replaces a predecessor that is down by a farther one', () => {
    const { notify, reply, see } = nodeWith(member);
    notify('N8');
    expect(see('predecessor')).toBe('N8');
    const asked = notify('N3');
    expect(asked).toContainEqual({ type: 'call', to: 'N8', request: { type: 'Ping' } });
    expect(asked).toContainEqual({ type: 'disarm', timer: 'stabilize' });
    reply('N8', { type: 'unreachable' });
    expect([see('predecessor'), see('notifier')]).toEqual(['N3', null]);
  });

  it('keeps the nearest notifier of an open call, and handles it when the call ends', () => {
    const { fire, notify, reply, see } = nodeWith(member);
    fire('stabilize');
    for (const from of ['N7', 'N9', 'N8']) expect(notify(from)).toEqual([]);
    expect([see('notifier'), see('predecessor')]).toEqual(['N9', 'N5']);
    reply('N20', { type: 'Busy' });
    expect([see('notifier'), see('predecessor')]).toEqual([null, 'N9']);
  });
});
