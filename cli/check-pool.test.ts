/** Tests of the check pool: output and files do not depend on the number of checks at a time. */
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { interrupted, swarmcheck, userFolder } from '../tests/support/command.ts';
import { minimalSuite } from '../tests/support/minimal-suite.ts';

const timeless = (text: string) => text.replaceAll(/[\d.,]+ (m?s|transitions\/s)\b/g, '- $1');

/** All files below a folder, with what is in them. */
function written(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  return Object.fromEntries(
    files
      .map((one) => join(one.parentPath, one.name))
      .sort()
      .map((path) => [path.slice(folder.length), readFileSync(path, 'utf8')]),
  );
}

describe('verify with several checks at a time', () => {
  it('prints and writes the same, in the same order, as with one check at a time', () => {
    const one = swarmcheck(['verify', 'raft', '--property', 'commits-own-term', '--jobs', '1']);
    const three = swarmcheck(['verify', 'raft', '--property', 'commits-own-term', '--jobs', '3']);
    expect(one.out).toMatch(/caught {8}R14 +11 +11 /);
    expect(timeless(three.out)).toBe(timeless(one.out));
    expect(written(join(three.folder, 'swarmcheck-out'))).toEqual(
      written(join(one.folder, 'swarmcheck-out')),
    );
    expect({ one: one.code, three: three.code }).toEqual({ one: 0, three: 0 });
    const threads = Math.min(3, availableParallelism());
    expect(three.err).toMatch(new RegExp(`^\\d+ checks, ${threads} at a time\n$`));
  });

  it('does so for a violated property of a suite of the user, which each thread loads', () => {
    const folder = () => userFolder({ 'lamp.suite.ts': minimalSuite });
    const one = swarmcheck(['verify', '--suite', 'lamp.suite.ts', '--jobs', '1'], {}, folder());
    const two = swarmcheck(['verify', '--suite', 'lamp.suite.ts', '--jobs', '2'], {}, folder());
    expect(one.code).toBe(1);
    expect(two.code).toBe(1);
    expect(timeless(two.out)).toBe(timeless(one.out));
  });

  it('reports a failure of a worker like one of the command thread', () => {
    const failing = minimalSuite.replace(
      'step: () => ({',
      "step: () => { throw new Error('no lamp'); }, never: () => ({",
    );
    const folder = () => userFolder({ 'lamp.suite.ts': failing });
    const one = swarmcheck(['verify', '--suite', 'lamp.suite.ts', '--jobs', '1', '--quiet'], {}, folder());
    const two = swarmcheck(['verify', '--suite', 'lamp.suite.ts', '--jobs', '2', '--quiet'], {}, folder());
    expect(one.err).toContain('no lamp');
    expect({ code: two.code, err: two.err }).toEqual({ code: 4, err: one.err });
  });

  it('stops at a signal or the time limit, and prints the reason', async () => {
    const scope = ['verify', 'raft', '--scope', 'election-all-refusals', '--jobs', '2'];
    const { code, out } = await interrupted(scope, 3_000);
    expect(out).toContain('stopped early: the run was interrupted');
    expect(out.trim().split('\n').at(-1)).toContain('the run was interrupted');
    expect(code).toBe(3);
    const timed = swarmcheck([...scope, '--time', '2']);
    expect(timed.out).toContain('stopped early: the time limit of 2 s was reached');
    expect(timed.code).toBe(3);
  });
});
