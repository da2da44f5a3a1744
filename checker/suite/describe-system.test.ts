/** Tests the description of systems: each field adds its own part of the line. */
import { describe, expect, it } from 'vitest';
import { suite as chord } from '../../properties/chord/index.ts';
import { suite as raft } from '../../properties/raft/index.ts';
import type { Actor } from '../actors/actor.ts';
import type { System } from '../semantics/system.ts';
import { describeSystem } from './describe-system.ts';
import { describeScope } from './subject.ts';

const [server, client, other] = Array.from({ length: 3 }, () => ({}) as unknown as Actor) as [
  Actor,
  Actor,
  Actor,
];
const roles = { server: { model: server }, client: { model: client } };
const plain: System = { nodes: { a: server, b: server, c: server }, network: 'fifo' };

/** The parts of the line that are absent for the plain system. */
function added(change: Partial<System>): readonly string[] {
  const usual = describeSystem(plain, roles).split('; ');
  return describeSystem({ ...plain, ...change }, roles)
    .split('; ')
    .filter((part) => !usual.includes(part));
}

describe('a system', () => {
  it('is its nodes, its network and its crashes', () => {
    expect(describeSystem(plain, roles)).toBe(
      '3 server nodes; messages arrive in order, none lost; no crashes',
    );
    expect(describeSystem(plain)).toBe('3 nodes; messages arrive in order, none lost; no crashes');
  });

  it.each<[string, Partial<System>, readonly string[]]>([
    [
      'roles',
      { nodes: { a: server, x: client, y: client, z: other } },
      ['1 server node, 2 client nodes, 1 node'],
    ],
    ['symmetric nodes', { symmetric: [['a', 'b', 'c']] }, ['3 interchangeable server nodes']],
    ['some symmetric nodes', { symmetric: [['a', 'c']] }, ['3 server nodes, a, c interchangeable']],
    ['adversaries', { adversaries: ['c'] }, ['2 server nodes, adversary c']],
    ['two adversaries', { adversaries: ['b', 'c'] }, ['1 server node, adversaries b, c']],
    ['any order', { network: 'unordered' }, ['messages arrive in any order, none lost']],
    [
      'sets',
      { network: 'set', lossy: true },
      ['messages arrive in any order, equal ones once, any may be lost'],
    ],
    ['losses', { lossy: true, budget: { drop: 2 } }, ['messages arrive in order, at most 2 lost']],
    ['copies', { budget: { duplicate: 1 } }, ['messages arrive in order, none lost, at most 1 doubled']],
    ['a duplicating network', { network: 'duplicating' }, ['messages may be lost, doubled and reordered']],
    ['slow disks', { persistence: 'async' }, ['records become durable later']],
    ['calls', { calls: 'atomic' }, ['calls within one step']],
    ['calls by messages', { calls: 'messages' }, ['calls by messages']],
    [
      'a failure detector',
      { calls: 'messages', failureDetector: 'mayLie' },
      ['calls by messages, any of which may fail'],
    ],
    ['crashes', { crash: { inbox: 'kept', returns: 'recovered' } }, ['any number of crashes with restart']],
    [
      'a crash of some',
      { crash: { inbox: 'lost', returns: 'recovered', nodes: ['a', 'b'] }, budget: { crash: 1 } },
      ['at most 1 crash of a, b with restart, messages to it lost'],
    ],
    [
      'crashes that lose everything',
      {
        crash: { inbox: 'lost', outbox: 'lost', returns: 'absent', when: () => true },
        budget: { crash: 2, restart: 1 },
      },
      [
        'at most 2 crashes where allowed with loss of the record, messages to and from it lost',
        'at most 1 restart',
      ],
    ],
    [
      'partitions',
      { partitions: [{ name: 'left', blocks: [['a', 'b']] }], budget: { partition: 2 } },
      ['at most 2 partitions (left)'],
    ],
    [
      'severed links',
      {
        severed: [
          ['a', 'b'],
          ['b', 'a'],
          ['c', 'a'],
        ],
      },
      ['no link a-b, c to a'],
    ],
    [
      'messages of nobody',
      { injects: [{ from: 'a', to: 'b', message: { type: 'X' } }], budget: { inject: 3 } },
      ['at most 3 messages that no node sent'],
    ],
    ['bounds', { bounds: { tick: 2, propose: 0 } }, ['at most 2 tick, 0 propose']],
    [
      'timer constraints',
      {
        timerConstraints: {
          tick: { nodes: ['a'], afterQuiet: ['a', 'b'] },
          tock: { afterOwnDelivered: true },
        },
      },
      [
        'tick on a alone once no delivery among a, b changes anything',
        'tock once nothing that the node sent is under way',
      ],
    ],
    ['a limit', { within: () => true }, ['not expanded beyond a limit']],
    ['initial worlds', { starts: [{}, {}] }, ['2 initial worlds']],
    [
      'nodes that come up later',
      { starts: [{ a: { absent: true } }, { a: { down: undefined }, b: { up: undefined } }] },
      ['2 initial worlds', '2 of 3 nodes up at first'],
    ],
    [
      'starts that differ',
      { starts: [{ a: { absent: true } }, {}] },
      ['2 initial worlds', '2 to 3 of 3 nodes up at first'],
    ],
    ['listed worlds', { listed: [] }, ['0 listed initial worlds']],
    [
      'a setting',
      {
        setting: {
          word: 'x',
          n: 1,
          flag: false,
          none: null,
          list: [1, 2],
          deep: { of: [], too: { deep: 1 } },
        },
      },
      ['setting word=x, n=1, flag=false, none=null, list=[1, 2], deep.of=[]'],
    ],
    ['a setting that repeats', { setting: { timersMs: { tick: [1, 2] } }, timersMs: { tick: [1, 2] } }, []],
    [
      'a setting that differs',
      { setting: { timersMs: { tick: [1, 3] } }, timersMs: { tick: [1, 2] } },
      ['setting timersMs.tick=[1, 3]'],
    ],
  ])('shows %s', (_, change, parts) => {
    expect(added(change)).toEqual(parts);
  });
});

describe('a scope', () => {
  it.each([
    [
      'default',
      '3 interchangeable server nodes; messages may be lost, doubled and reordered; no crashes; at most 1 heartbeat, 2 propose; setting refusals=none, entries.atHeartbeat=[1], entries.atOnce=[0], window=0; not expanded beyond a limit; terms up to 2',
    ],
    [
      'nodes-4',
      '4 server nodes; messages may be lost, doubled and reordered; any number of crashes with restart; setting refusals=all, entries.atHeartbeat=[0, 1, 2], entries.atOnce=[0, 1, 2], window=2',
    ],
  ])('of Raft is its system and its own text: %s', (scope, line) => {
    expect(describeScope(raft, scope)).toBe(line);
  });

  it('is one line, and a different one for each scope of a suite', () => {
    for (const suite of [raft, chord]) {
      const lines = Object.keys(suite.scopes).map((scope) => describeScope(suite, scope));
      for (const line of lines) expect(line).not.toMatch(/undefined|Infinity|NaN|\[object|\n/);
      expect(new Set(lines).size).toBe(lines.length);
    }
  });

  it('is refused if its system is invalid', () => {
    const scopes = { default: { system: () => ({ nodes: {}, network: 'set' }) as const } };
    expect(() => describeScope({ ...raft, scopes }, 'default')).toThrow('system: it has no nodes');
  });
});
