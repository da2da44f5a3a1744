/**
 * The commands that draw schedules, as a user runs them: fuzz, bugs, and the regressions that verify replays
 * first.
 */
import { cpSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { swarmcheck, userFolder } from '../tests/support/command.ts';
import { repository } from '../tests/support/repository.ts';

describe('fuzz', () => {
  it('prints the seed first, and the statistics of the schedules; exits 0 if none is a violation', () => {
    const { code, out } = swarmcheck(['fuzz', 'raft', '--runs', '60', '--seed', '0x10', '--no-color']);
    expect(code).toBe(0);
    expect(out).toMatch(/^seed 0x10\n/);
    expect(out).toMatch(/60 schedules, [\d,]+ steps \(\d+ a schedule\), .* schedules\/s, .* steps\/s\n/);
    expect(out).toMatch(/actions of the storms: .*deliver [\d,]+/);
    expect(out).toMatch(/strategies, by number of schedules: .*split-vote \d+/);
    expect(out).toMatch(
      /[\d,]+ distinct worlds by the views of the nodes; about [\d.]+% of further steps would reach a new one/,
    );
    expect(out).toMatch(/leaders elected: 0 in \d+%/);
    expect(out).toMatch(/not violated\s+Election Safety/);
    expect(out).toMatch(/Not violated means: by the schedules that were drawn/);
  });

  it('stops at the first violation, with a trace that replays', () => {
    const ran = swarmcheck(['fuzz', 'raft', '--subject', 'bug:R12/implementation', '--no-color']);
    expect(ran.code).toBe(1);
    expect(ran.out).toMatch(
      /Schedule [\d,]+ violated it with a storm of \d+ actions, shrunk in \d+ tries to a trace of 7 steps, which violates it at [abc] and [abc]:/,
    );
    const path = /to replay it: npx swarmcheck replay (\S+)/.exec(ran.out)?.[1] as string;
    expect(swarmcheck(['replay', path], {}, ran.folder)).toMatchObject({ code: 1 });
    expect(swarmcheck(['replay', path, '--subject', 'implementation'], {}, ran.folder)).toMatchObject({
      code: 0,
    });
  });

  it('draws the same schedules for the same seed, and others for another seed', () => {
    const run = (seed: string) =>
      swarmcheck([
        ...['fuzz', 'raft', '--subject', 'implementation', '--runs', '20', '--seed', seed, '--no-color'],
      ]).out.match(/actions of the storms.*/)?.[0];
    const first = run('1');
    expect(first).toBeDefined();
    expect(run('1')).toBe(first);
    expect(run('2')).not.toBe(first);
  });

  it('accepts a number of nodes, a strategy, and a time limit', () => {
    const { code, out, folder } = swarmcheck([
      ...[
        'fuzz',
        'raft',
        '--nodes',
        '7',
        '--strategy',
        'split-vote',
        '--time',
        '1',
        '--subject',
        'implementation',
      ],
      ...['--format', 'text,json', '--no-color'],
    ]);
    expect(code).toBe(0);
    expect(out).toContain('scope nodes-7: 7 server nodes');
    expect(out).toMatch(/strategies, by number of schedules: split-vote [\d,]+\n/);
    // As many as there was time for: none is missing.
    expect(out).toContain('not violated  Election Safety');
    const report = JSON.parse(readFileSync(join(folder, 'swarmcheck-out/report.json'), 'utf8'));
    expect(report.checks).toMatchObject([
      {
        kind: 'schedules',
        scope: 'nodes-7',
        taken: { deliver: expect.any(Number) },
        worlds: { distinct: expect.any(Number) },
      },
    ]);
  });

  it.each([
    [['fuzz', 'raft', '--strategy', 'chaos'], "there is no strategy 'chaos'; there is uniform, split-vote"],
    [
      ['fuzz', 'raft', '--strategy', 'adversary-first'],
      "strategy 'adversary-first' is not applicable to this system",
    ],
    [['fuzz', 'raft', '--nodes', '0'], "--nodes '0' is no whole number of at least 1"],
    [
      ['fuzz', 'raft', '--nodes', '3', '--scope', 'election-newer-term'],
      '--scope election-newer-term has its own number of nodes',
    ],
    [['fuzz', 'raft', '--runs', '-1'], "--runs '-1' is no whole number"],
    [
      ['fuzz', 'raft', '--scope', 'default', '--property', 'leader-still-possible'],
      "schedules cannot judge 'Leader Still Possible'",
    ],
    [
      ['fuzz', 'raft', '--property', 'patient-server-leads'],
      "'Patient Server Leads' is a property of scope patient only",
    ],
    [['fuzz', 'raft', '--scope', 'nodes-x'], "protocol 'raft' has no scope 'nodes-x'"],
    [['fuzz', 'raft', '--subject', 'bug:R99'], "protocol 'raft' has no subject 'bug:R99'"],
    [
      ['bugs', 'raft', '--bug', 'R5', '--property', 'patient-server-leads'],
      "'Patient Server Leads' is a property of scope patient only",
    ],
    [['bugs', 'raft', '--seeds', 'many'], "--seeds 'many' is no whole number"],
    [
      ['verify', 'raft', '--regressions', 'nowhere'],
      '--regressions: there is no folder nowhere; name one that holds traces',
    ],
  ])('%j is one sentence, and exit 2', (args, sentence) => {
    const { code, err } = swarmcheck(args);
    expect(code).toBe(2);
    expect(err).toContain(`swarmcheck: ${sentence}`);
    expect(err.split('\n').filter((line) => line.startsWith('swarmcheck: '))).toHaveLength(1);
  });
});

/** A suite of one's own with a bug that nothing finds, and one said to be none that is. */
const mistaken = `
import { suite } from 'swarmcheck/protocols/raft';
export default { ...suite, name: 'mine', bugs: {
  none: { ...suite.bugs.R3, model: { server: suite.roles.server.model }, implementation: undefined },
  R3: { ...suite.bugs.R3, implementation: undefined, equivalent: 'so they say.' },
} };
`;

/** One whose model has fallen back into a mistake. */
const relapsed = `
import { suite } from 'swarmcheck/protocols/raft';
export default { ...suite, name: 'mine', bugs: {}, storms: [], roles: { server: { model: suite.bugs.R3.model.server } } };
`;

describe('bugs', () => {
  it('prints how search and schedules catch each bug, and that nothing catches an equivalent mutant', () => {
    const { code, out, folder } = swarmcheck([
      ...['bugs', 'raft', '--bug', 'R3,R10a,R14', '--seeds', '1', '--runs', '1200'],
      ...['--strategy', 'uniform,split-vote,worst-moment'],
      ...['--no-color', '--format', 'text,json'],
    ]);
    expect(out).toMatch(/caught {7}R3 {2}A server grants its vote/);
    expect(out).toMatch(/model {11}search {5}6 steps, 82 worlds, [\d,]+ ms\n/);
    expect(out).toMatch(
      /schedules {2}6 steps \(worst 6\), after [\d,]+ schedules? \(worst [\d,]+\), [\d,]+ ms/,
    );
    expect(out).toMatch(/equivalent {3}R10a {2}/);
    expect(out).toMatch(/2 of 2 known bugs caught: 2 by search, 2 by schedules/);
    expect(code).toBe(0);
    const { checks } = JSON.parse(readFileSync(join(folder, 'swarmcheck-out/report.json'), 'utf8'));
    expect(checks).toHaveLength(3);
    expect(checks.find(({ id }: { id: string }) => id === 'R3')).toMatchObject({
      caught: true,
      hunts: [
        { schedules: { seeds: 1, caught: 1, steps: { median: 6, worst: 6 } } },
        { schedules: { caught: 1 } },
      ],
    });
    expect(checks.find(({ id }: { id: string }) => id === 'R10a')).toMatchObject({
      caught: false,
      equivalent: expect.any(String),
    });
  });

  it('exits 3 if a bug is caught by neither, or an equivalent mutant is caught', () => {
    const folder = userFolder({ 'mine.ts': mistaken });
    const { code, out } = swarmcheck(
      ['bugs', '--suite', './mine.ts', '--seeds', '1', '--runs', '100', '--no-color'],
      {},
      folder,
    );
    expect(out).toMatch(/NOT CAUGHT {3}none/);
    expect(out).toMatch(/schedules {2}no violation in 100 schedules of 1 seed/);
    expect(out).toMatch(/CAUGHT {7}R3/);
    expect(out).toMatch(
      /inconclusive: mine none was not caught; mine R3 was caught, although the suite declares it equivalent/,
    );
    expect(code).toBe(3);
  });

  it('draws no schedules for a bug whose property they cannot judge', () => {
    const args = ['bugs', 'bittorrent', '--bug', 'B18', '--no-color', '--format', 'text,json'];
    const { code, out, folder } = swarmcheck(args);
    expect(out).toMatch(/caught {7}B18 /);
    expect(out).toMatch(/schedules {2}none, for they cannot judge the property\n/);
    expect(out).toMatch(/1 of 1 known bugs caught: 1 by search, 0 by schedules,/);
    expect(code).toBe(0);
    const { checks } = JSON.parse(readFileSync(join(folder, 'swarmcheck-out/report.json'), 'utf8'));
    expect(checks).toMatchObject([{ id: 'B18', caught: true, hunts: [{}, {}] }]);
    for (const { schedules } of checks[0].hunts) expect(schedules).toEqual({ seeds: 0, caught: 0 });
  });

  it('exits 3 if no known bug violates the requested property', () => {
    const { code, out } = swarmcheck(['bugs', 'raft', '--property', 'split-vote', '--no-color']);
    expect(out).toContain('0 of 0 known bugs caught');
    expect(out.trim().split('\n').at(-1)).toBe("inconclusive: no known bug violates 'split-vote'");
    expect(code).toBe(3);
  });
});

describe('regressions', () => {
  const verify = ['verify', 'raft', '--property', 'election-safety', '--max-states', '50', '--no-color'];

  it('are replayed first, each on its subject without the bug', () => {
    const folder = mkdtempSync(join(tmpdir(), 'swarmcheck-'));
    cpSync(join(repository, 'regressions'), join(folder, 'regressions'), { recursive: true });
    const { out } = swarmcheck(verify, {}, folder);
    const lines = out.split('\n');
    const at = lines.indexOf('regressions: 8 of 8 traces violate nothing any more');
    // Behind the table of what is to be checked, and before the first protocol.
    expect(lines[2]).toMatch(/^to check /);
    expect(at).toBeGreaterThan(2);
    expect(lines.findIndex((line) => line.startsWith('raft  The Raft'))).toBeGreaterThan(at);
  });

  const kept = (changes: object) => {
    const text = readFileSync(join(repository, 'regressions/raft/R3.trace.json'), 'utf8');
    return JSON.stringify({ ...JSON.parse(text), ...changes });
  };

  it('that violate their property again are printed, and exit 1', () => {
    const folder = userFolder({
      'mine.ts': relapsed,
      'regressions/double-vote.trace.json': kept({ protocol: 'mine', subject: 'model' }),
    });
    const { code, out } = swarmcheck(
      ['verify', '--suite', './mine.ts', '--max-states', '50', '--no-color', '--quiet'],
      {},
      folder,
    );
    expect(out).toContain('REPRODUCED  Election Safety is violated again');
    expect(out).toContain('regressions/double-vote.trace.json');
    expect(code).toBe(1);
  });

  it('that are stale exit 3, and those of other protocols are skipped', () => {
    const folder = userFolder({
      'kept/old.trace.json': kept({ setting: {} }),
      'kept/other.trace.json': kept({ protocol: 'chord' }),
    });
    const { code, out } = swarmcheck([...verify, '--regressions', 'kept'], {}, folder);
    expect(out).toContain('STALE  it was recorded with another setting');
    expect(out).toContain('regressions: 0 of 1 traces violate nothing any more');
    expect(code).toBe(3);
  });

  it('with unknown names are reported by their files', () => {
    const folder = userFolder({ 'kept/old.trace.json': kept({ scope: 'gone' }) });
    const { code, err } = swarmcheck([...verify, '--regressions', 'kept'], {}, folder);
    expect(err).toContain("kept/old.trace.json: protocol 'raft' has no scope 'gone'");
    expect(code).toBe(2);
  });
});
