/** Tests suggestions for unknown names, and how long lists are cut. */
import { expect, it } from 'vitest';
import { didYouMean, listed, nearest } from './suggestions.ts';

const properties = ['election-safety', 'state-machine-safety', 'log-matching', 'leader-elected'];

it.each([
  ['raf', ['raft', 'chord'], ['raft']],
  ['rafft', ['raft', 'chord'], ['raft']],
  ['RAFT', ['raft', 'chord'], ['raft']],
  ['O1', ['C1', 'O1', 'O2', 'O3', 'O10'], ['O1']],
  ['lsit', ['list', 'verify', 'explore'], ['list']],
  ['kademlia', ['raft', 'chord'], []],
  ['x', ['raft', 'a', 'b', 'c'], []],
  ['Safety', properties, ['election-safety', 'state-machine-safety']],
  ['Election Safty', properties, ['election-safety']],
  ['Safty', properties, ['election-safety', 'state-machine-safety']],
  ['Gone', ['one-vote', 'one-leader'], []],
  ['sgv', ['text', 'svg', 'ring'], ['svg']],
  ['log_matching', properties, ['log-matching']],
  ['R0', ['R1', 'R2', 'R3', 'R4'], []],
  ['r33', ['R3', 'R23', 'R4'], ['R3', 'R23']],
  ['', ['raft'], []],
  ['anything', [], []],
])('suggests for %j of %j: %j', (word, names, meant) => {
  expect(nearest(word, names)).toEqual(meant);
});

it('lists up to thirteen names, and counts the others of more', () => {
  const names = Array.from({ length: 40 }, (_, at) => `n${at}`);
  expect(listed(names.slice(0, 13))).toBe(names.slice(0, 13).join(', '));
  expect(listed(names)).toBe(`${names.slice(0, 12).join(', ')}, and 28 more`);
});

it('is one sentence with the suggestion and the known names', () => {
  expect(didYouMean('raf', ['raft', 'chord'])).toBe('did you mean raft? there is raft, chord');
  expect(didYouMean('paxos', ['raft', 'chord'], 'it has')).toBe('it has raft, chord');
});
