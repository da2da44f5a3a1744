/**
 * Tests of the text of `verify`: goals that schedules did not reach, checks that did not run, and lines cut
 * to a width.
 */
import { expect, it } from 'vitest';
import { bugChecksOf, explorationsOf, fuzzAll, stormsOf, systemOf } from '../checker/index.ts';
import { exploreAll } from '../checker/suite/explore.ts';
import { suite } from '../properties/raft/index.ts';
import { summaryText } from './github.ts';
import { junitText } from './junit.ts';
import { explorationReport, type Report, reportVersion } from './report.ts';
import { CaughtLines, notViolatedLine, outcomeText } from './verify-text.ts';

const emptyReport: Report = {
  ...{ format: 'swarmcheck-report', version: reportVersion, tool: '0', seed: '0x1' },
  ...{ verdict: 'all hold', exit: 0, seconds: 4, checks: [] },
};

it('names the goals that the schedules of a subject did not reach', () => {
  const series = stormsOf(suite)
    .filter(({ storm, subject }) => storm.scope === 'storm-3' && subject.side !== 'lockstep')
    .map(({ storm: { scope }, subject, properties }) => {
      const options = { runs: 1, actionsMax: subject.side === 'model' ? 0 : 60, seed: 1 };
      const fuzzed = fuzzAll(systemOf(suite, scope, subject), properties, options);
      return { drawn: { suite, scope, subject, fuzzed, ms: 100, foundMs: 100 }, properties };
    });
  const line = notViolatedLine(series, { subjectColumns: 8 });
  expect(line).toMatch(/^ {2}not violated {2}storm-3 {3}21 properties, \d of 4 goals reached \(/);
  expect(line).toMatch(/Split Vote not by model/);
  expect(line).toMatch(/; 2 schedules of model, implementation, [\d,]+ actions, 0\.2 s$/);
});

it('lists as not checked what a run did not come to', () => {
  const checklist = {
    suite,
    scope: 'default',
    properties: 25,
    lockstep: true,
    schedules: 225,
    codecs: 0,
    bugs: 31,
    refuted: 0,
  };
  expect(outcomeText([checklist], [], 1)[1]).toBe(
    'raft      -       not checked  not checked  0 of 225   0 of 31     0.0 s',
  );
});

it('has a row for what an adapter played', () => {
  const { server } = suite.roles;
  const roles = { server: { ...server, implementation: { adapter: { name: 'Raft in Go 1.2' } } } } as never;
  const played: typeof suite = { ...suite, roles, bugs: {} };
  const reportOf = (side: 'model' | 'implementation') => {
    const subject = { side } as const;
    const exploration = exploreAll(systemOf(suite, 'one-term', subject), suite.properties.slice(0, 2));
    return explorationReport({ suite: played, scope: 'one-term', subject, exploration, ms: 2_000 }, []);
  };
  const checks = [reportOf('model'), reportOf('implementation')];
  expect(checks.map((check) => 'adapter' in check && check.adapter)).toEqual([false, 'Raft in Go 1.2']);
  const checklist = {
    ...{ suite: played, scope: 'one-term', properties: 2, lockstep: false, schedules: 20 },
    ...{ codecs: 0, bugs: 0, refuted: 0 },
    adapter: { names: 'Raft in Go 1.2', properties: 2, schedules: 10 },
  };
  const [, model, adapter] = outcomeText([checklist], checks, 4);
  expect(model).toMatch(/^raft +\d+ +2 hold +- +0 of 10 +- +2\.0 s$/);
  expect(adapter).toMatch(/^ {2}by Raft in Go 1\.2 +\d+ +2 hold +- +0 of 10 +- +2\.0 s$/);
  const report = { ...emptyReport, checks };
  expect(junitText(report)).toContain('<property name="adapter" value="Raft in Go 1.2"/>');
  expect(summaryText(report, new Map())).toContain('raft, implementation by Raft in Go 1.2, scope one-term');
});

it('cuts the line of a bug to the width of the terminal', () => {
  const bugChecks = bugChecksOf(suite);
  const [check] = bugChecks.filter(({ bug }) => bug === 'R3');
  const explored = (check?.sides ?? []).map(([side, property]) => {
    const subject = { side, bug: 'R3' };
    const exploration = exploreAll(systemOf(suite, 'one-term', subject), [property]);
    return { suite, scope: 'one-term', subject, exploration, ms: 1 };
  });
  const lines = new CaughtLines(bugChecks);
  const whole =
    '  caught        R3        6               6         3  A server grants its vote although it has voted for another candidate in the term.';
  expect(lines.line('R3', explored)).toBe(whole);
  expect(lines.line('R3', explored, 80)).toBe(`${whole.slice(0, 77)}...`);
  expect(lines.head.indexOf('lockstep') + 'lockstep'.length).toBe(whole.indexOf('  A server'));
  expect(explorationsOf(suite, 'default')).toHaveLength(2);
});
