/** Tests of adapters at the command: which known bugs are left out where an adapter plays, and that a line says so. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Suite } from '../checker/index.ts';
import { suite } from '../properties/raft/index.ts';
import { swarmcheck, userFolder } from '../tests/support/command.ts';
import { repository } from '../tests/support/repository.ts';
import { leftOutText, refuseLeftOut, withAdapters } from './adapters.ts';

const raft = suite as unknown as Suite;
const inNode = `node ${join(repository, 'tests/support/adapters/raft-server.mjs')}`;

it('judges known bugs of the model where an adapter plays, and says which are left out', () => {
  const args = ['bugs', 'raft', '--bug', 'R3', '--runs', '50', '--no-color'];
  const { out, code } = swarmcheck([...args, '--implementation', inNode], {}, userFolder());
  expect(out).toMatch(
    /\(\d+ known bugs of the suite's own implementation cannot be planted in adapter 'Raft in Node', and known bugs are judged in the model alone\)/,
  );
  expect(out).toMatch(/model +search +6 steps/);
  expect(out).not.toMatch(/implementation +search/);
  expect(out).toContain('1 of 1 known bugs caught: 1 by search, 1 by schedules');
  expect(code).toBe(0);
});

it('names the known bugs that only the replaced implementation has, and refuses them', () => {
  const { R3, R4 } = raft.bugs as Required<Suite['bugs']>;
  const { model: _, ...alone } = R4 as NonNullable<typeof R4>;
  const played = withAdapters(
    { ...raft, bugs: { R3, R4: alone } as Suite['bugs'] },
    [{ command: inNode }],
    {},
  );
  expect(Object.keys(played.bugs)).toEqual(['R3']);
  expect(leftOutText(played)).toEqual([expect.stringMatching(/^2 known bugs .*; only there: R4$/)]);
  expect(leftOutText(raft)).toEqual([]);
  expect(() => refuseLeftOut(played, 'r4')).toThrow(
    "bug R4 of protocol 'raft' is one of the suite's own implementation, and cannot be planted in the code of an adapter; leave out --implementation",
  );
  expect(() => refuseLeftOut(played, 'R3')).not.toThrow();
});
