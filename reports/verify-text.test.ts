/** The lines of verify: what schedules did not reach is named, and what was not checked is no number. */
import { expect, it } from 'vitest';
import { bugChecksOf, explorationsOf, fuzzAll, stormsOf, systemOf } from '../checker/index.ts';
import { exploreAll } from '../checker/suite/explore.ts';
import { suite } from '../properties/raft/index.ts';
import { CaughtLines, outcomeText, unbrokenLine } from './verify-text.ts';

it('names what the schedules of a side did not reach', () => {
  const drawn = stormsOf(suite)
    .filter(({ storm, subject }) => storm.scope === 'storm-3' && subject.side !== 'lockstep')
    .map(({ storm: { scope }, subject, properties }) => {
      const options = { runs: 1, actionsMax: subject.side === 'model' ? 0 : 60, seed: 1 };
      const fuzzed = fuzzAll(systemOf(suite, scope, subject), properties, options);
      return { stormed: { suite, scope, subject, fuzzed, ms: 100, foundMs: 100 }, properties };
    });
  const line = unbrokenLine(drawn, { whatColumns: 8 });
  expect(line).toMatch(/^ {2}unbroken {2}storm-3 {3}21 promises, \d of 4 reached \(/);
  expect(line).toMatch(/Split Vote not by model/);
  expect(line).toMatch(/; 2 schedules of model, implementation, [\d,]+ actions, 0\.2 s$/);
});

it('says what was not checked, where a run ended before', () => {
  const agenda = {
    suite,
    scope: 'default',
    promises: 25,
    lockstep: true,
    schedules: 225,
    bugs: 31,
    refuted: 0,
  };
  expect(outcomeText([agenda], [], 1)[1]).toBe(
    'raft      -       not checked  not checked  0 of 225   0 of 31     0.0 s',
  );
});

it('cuts the line of a bug to the width of the terminal', () => {
  const hunts = bugChecksOf(suite);
  const [hunt] = hunts.filter(({ bug }) => bug === 'R3');
  const explored = (hunt?.sides ?? []).map(([side, property]) => {
    const subject = { side, bug: 'R3' };
    const exploration = exploreAll(systemOf(suite, 'one-term', subject), [property]);
    return { suite, scope: 'one-term', subject, exploration, ms: 1 };
  });
  const lines = new CaughtLines(hunts);
  const whole =
    '  caught    R3        6               6         3  A server grants its vote although it has voted for another candidate in the term.';
  expect(lines.line('R3', explored)).toBe(whole);
  expect(lines.line('R3', explored, 80)).toBe(`${whole.slice(0, 77)}...`);
  expect(lines.head.indexOf('lockstep') + 'lockstep'.length).toBe(whole.indexOf('  A server'));
  expect(explorationsOf(suite, 'default')).toHaveLength(2);
});
