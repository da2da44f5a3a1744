/** Tests of executions that are no counterexamples: `sample`, and the witnesses of `explore`. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { replayText } from '../reports/index.ts';
import { swarmcheck, userFolder } from '../tests/support/command.ts';
import { minimalSuite } from '../tests/support/minimal-suite.ts';

describe('sample', () => {
  it('prints and writes an execution that reaches goals, which show and replay take', () => {
    const { code, out, folder } = swarmcheck(['sample', 'raft', '--runs', '60', '--quiet']);
    expect({ code, out }).toEqual({ code: 0, out: '' });
    const loud = swarmcheck(['sample', 'raft', '--runs', '60'], {}, folder);
    expect(loud.out).toContain('one execution that violates nothing; it reaches ');
    const file = /show (swarmcheck-out\S+sample\S+)/.exec(loud.out)?.[1] as string;
    expect(existsSync(join(folder, file))).toBe(true);
    const shown = swarmcheck(['show', file], {}, folder);
    expect(shown.code).toBe(0);
    const replayed = swarmcheck(['replay', file], {}, folder);
    expect(replayed.code).toBe(0);
    expect(replayed.out).toMatch(/REPRODUCED {2}.* is reached again/);
  });

  it('depends on the seed alone', () => {
    const printed = (seed: string) => swarmcheck(['sample', 'raft', '--runs', '20', '--seed', seed]).out;
    const [one, again, other] = [printed('1'), printed('1'), printed('2')];
    expect(again).toBe(one);
    expect(other.replace(/^seed.*/, '')).not.toBe(one.replace(/^seed.*/, ''));
  });

  it('is inconclusive if every schedule violates a property before a goal', () => {
    const folder = userFolder({ 'my.suite.ts': minimalSuite });
    const { code, out } = swarmcheck(['sample', '--suite', './my.suite.ts'], {}, folder);
    expect(code).toBe(3);
    expect(out).toContain('inconclusive: none of 200 schedules violates nothing and reaches a goal');
  });

  it('refuses a suite without a goal in one sentence', () => {
    const folder = userFolder({ 'my.suite.ts': minimalSuite.replace('[dark, lit]', '[dark]') });
    const { code, err } = swarmcheck(['sample', '--suite', './my.suite.ts'], {}, folder);
    expect(code).toBe(2);
    expect(err).toBe(
      "swarmcheck: protocol 'lamp' has no 'sometimes' property in scope default that a sample could reach; add one that says what a normal run reaches\n",
    );
  });
});

describe('replay of a witness', () => {
  it('says that the goal is not reached any more', () => {
    const property = { kind: 'sometimes', name: 'Lit', says: 'A lamp is lit.', source: 'physics' };
    const trace = { start: 0, initial: {}, steps: [] };
    const about = { tool: '1', protocol: 'lamp', subject: 'model', scope: 'default', setting: null };
    const result = { verdict: 'fixed', trace, skipped: 0, differsAt: 1 } as const;
    expect(replayText({ ...about, property, trace }, 'model', result)[1]).toContain(
      'NOT REACHED  Lit is not reached any more: A lamp is lit.',
    );
  });
});

describe('--witnesses', () => {
  const words = ['explore', 'raft', '--scope', 'one-term', '--property', 'leader-elected'];

  it('prints and writes the execution that reaches a property', () => {
    const { code, out, folder } = swarmcheck([...words, '--witnesses']);
    expect(code).toBe(0);
    expect(out).toContain('Leader Elected is reached: Some server becomes leader.');
    expect(out).toContain('Step 3 reaches it at a:');
    const file = 'swarmcheck-out/raft/model/leader-elected.one-term.trace.json';
    expect(out).toContain(`to show it: npx swarmcheck show ${file}`);
    for (const form of ['svg', 'mermaid'])
      expect(swarmcheck(['show', file, '--as', form], {}, folder).out).toContain('Leader Elected is reached');
    expect(swarmcheck(['replay', file], {}, folder)).toMatchObject({ code: 0 });
  });

  it('prints and writes none unless asked', () => {
    const { out, folder } = swarmcheck(words);
    expect(out).not.toContain('is reached');
    expect(existsSync(join(folder, 'swarmcheck-out'))).toBe(false);
  });
});
