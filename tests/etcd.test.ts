/**
 * Tests the example `examples/etcd`: etcd's Raft behind an adapter in Go. It needs Go, and the modules in Go's
 * cache, because tests load nothing from the network.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { swarmcheck, userFolder } from './support/command.ts';
import { repository } from './support/repository.ts';

const adapter = join(mkdtempSync(join(tmpdir(), 'etcd-')), 'etcd-adapter');
const built = spawnSync('go', ['build', '-o', adapter, '.'], {
  cwd: join(repository, 'examples/etcd'),
  env: { ...process.env, GOPROXY: 'off', GOFLAGS: '-mod=readonly' },
  encoding: 'utf8',
});
const isBuilt = built.status === 0;
const why = isBuilt ? '' : " (skipped: there is no Go, or 'go mod download' was not run in examples/etcd)";

describe.skipIf(!isBuilt)(`etcd's Raft${why}`, () => {
  it('keeps to the adapter protocol', () => {
    const { code, out } = swarmcheck(['adapter', 'check', adapter, '--no-color']);
    expect(out).toMatch(/the adapter keeps to the protocol/);
    expect(code).toBe(0);
  });

  it('keeps the promises of an election in all 23,999 worlds of two elections', () => {
    const { out } = swarmcheck(
      ['explore', 'raft', '--scope', 'two-elections', '--implementation', adapter, '--no-color'],
      {},
      userFolder(),
    );
    expect(out).toContain('23,999 worlds, 436,315 transitions');
    expect(out).toMatch(/every world of the scope was visited/);
    for (const name of ['Election Safety', 'One Vote A Term', 'Durable Before Answering', 'No Step Fails'])
      expect(out).toMatch(new RegExp(`holds +${name} `));
    expect(out).not.toMatch(/VIOLATED/);
  }, 240_000);

  it('keeps them in schedules of five servers with crashes', () => {
    const { code, out } = swarmcheck(
      ['fuzz', 'raft', '--nodes', '5', '--runs', '10', '--implementation', adapter, '--no-color'],
      {},
      userFolder(),
    );
    expect(out).toMatch(/10 schedules/);
    expect(code, out).toBe(0);
  }, 240_000);
});
