/**
 * Tests the example `examples/etcd`: etcd's Raft behind an adapter in Go, in three released versions. It needs Go,
 * and the modules in Go's cache, because tests load nothing from the network. `npm run verify:etcd` runs the large
 * searches, too.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { swarmcheck, userFolder } from './support/command.ts';
import { repository } from './support/repository.ts';

const folder = mkdtempSync(join(tmpdir(), 'etcd-'));
const versions = ['3.5', '3.6', '3.7'] as const;
type Version = (typeof versions)[number];

/** Runs a script of the example, without a network. */
function script(name: string, ...args: readonly string[]) {
  const jiti = join(repository, 'node_modules/.bin/jiti');
  return spawnSync(jiti, [join(repository, 'examples/etcd', name), ...args], {
    env: { ...process.env, GOPROXY: 'off', GOTOOLCHAIN: 'local' },
    encoding: 'utf8',
  });
}

const adapterOf = (version: Version) => join(folder, `etcd-${version}`);
const built = versions.filter(
  (version) => script('build.ts', adapterOf(version), '--core', version).status === 0,
);
const missing = " (skipped: there is no Go, or 'go mod download' was not run in examples/etcd)";
const has = (...needed: readonly Version[]) => needed.every((version) => built.includes(version));
const why = (...needed: readonly Version[]) => (has(...needed) ? '' : missing);
const isNightly = process.env.SWARMCHECK_NIGHTLY !== undefined;
const tooLong = isNightly ? '' : " (skipped: minutes long, so only 'npm run verify:etcd' runs it)";

/** Runs the command with an adapter as the implementation. */
function run(version: Version, ...args: readonly string[]) {
  return swarmcheck([...args, '--implementation', adapterOf(version), '--no-color'], {}, userFolder());
}

describe.skipIf(!has('3.6'))(`etcd's Raft${why('3.6')}`, () => {
  it('keeps to the adapter protocol', () => {
    const { code, out } = swarmcheck(['adapter', 'check', adapterOf('3.6'), '--no-color']);
    expect(out).toMatch(/the adapter keeps to the protocol/);
    expect(code).toBe(0);
  });

  it('keeps the promises of an election in all 23,999 worlds of two elections', () => {
    const { out } = run('3.6', 'explore', 'raft', '--scope', 'two-elections');
    expect(out).toContain('23,999 worlds, 436,315 transitions');
    expect(out).toMatch(/every world of the scope was visited/);
    for (const name of ['Election Safety', 'One Vote A Term', 'Durable Before Answering', 'No Step Fails'])
      expect(out).toMatch(new RegExp(`holds +${name} `));
    expect(out).not.toMatch(/VIOLATED/);
  }, 240_000);

  it('keeps them in schedules of five servers with crashes', () => {
    const { code, out } = run('3.6', 'fuzz', 'raft', '--nodes', '5', '--runs', '10');
    expect(out).toMatch(/10 schedules/);
    expect(code, out).toBe(0);
  }, 240_000);

  it.each([
    ['counts-old-votes', 'Election Safety 7'],
    ['commits-too-far', 'No Step Fails 7'],
  ])(
    'is caught with the mistake %s: %s',
    (mistake, found) => {
      expect(script('broken.ts', mistake).stdout).toContain(`| ${found} |`);
    },
    120_000,
  );
});

describe.skipIf(!has('3.5', '3.6', '3.7'))(`Bugs of released versions${why('3.5', '3.6', '3.7')}`, () => {
  it.each<[Version, string, string]>([
    ['3.5', '14370', 'REPRODUCED'],
    ['3.6', '14370', 'FIXED'],
    ['3.5', '20418', 'REPRODUCED'],
    ['3.6', '20418', 'REPRODUCED'],
    ['3.7', '20418', 'FIXED'],
  ])('are replayed: %s has issue %s %s', (version, issue, verdict) => {
    const trace = join(repository, `examples/etcd/traces/issue-${issue}.trace.json`);
    expect(run(version, 'replay', trace).out).toMatch(new RegExp(`^${verdict} `, 'm'));
  });

  it('are found by a search: 3.5 tells of an entry that is not durable, in 1 step', () => {
    const { code, out } = run('3.5', 'explore', 'raft', '--scope', 'slow-disk-alone');
    expect(out).toMatch(/VIOLATED +Committed Is Kept [\s\S]*Step 1 violates it; no shorter/);
    expect(code).toBe(1);
  });

  it.each<Version>(['3.6', '3.7'])('are mended: %s keeps its promises in all 128 worlds', (version) => {
    const { out } = run(version, 'explore', 'raft', '--scope', 'slow-disk-alone');
    expect(out).toContain('128 worlds, 195 transitions');
    expect(out).toMatch(/every world of the scope was visited/);
    expect(out).toMatch(/holds +Committed Is Kept /);
    expect(out).not.toMatch(/VIOLATED/);
  });
});

describe.skipIf(!isNightly || !has('3.5', '3.6', '3.7'))(
  `Large searches of etcd's Raft${tooLong || why('3.5', '3.6', '3.7')}`,
  () => {
    const reads = ['explore', 'raft', '--scope', 'reads', '--property', 'fresh-reads'];

    it('visit all 1,328,364 worlds of two elections and one proposal', () => {
      const { out } = run('3.6', 'explore', 'raft', '--scope', 'one-proposal');
      expect(out).toContain('1,328,364 worlds, 32,828,554 transitions');
      expect(out).not.toMatch(/VIOLATED/);
    }, 3_600_000);

    it.each<Version>(['3.5', '3.6'])(
      'find a stale read in 19 steps: %s',
      (version) => {
        const { out } = run(version, ...reads, '--max-worlds', '6000000');
        expect(out).toContain('Step 19 violates it; no shorter counterexample exists');
      },
      3_600_000,
    );

    it('find none in 3.7, to a depth of 15 steps', () => {
      const { out } = run('3.7', ...reads, '--max-depth', '15');
      expect(out).toContain('612,685 worlds, 4,090,883 transitions');
      expect(out).not.toMatch(/VIOLATED/);
    }, 3_600_000);
  },
);
