/** The command as a user meets it: what it prints where, what it writes, and with which code it exits. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { swarmcheck } from '../tests/support/command.ts';

const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8'));

describe('swarmcheck', () => {
  it('verify prints its seed first, every promise, every bug, and exits 0', () => {
    const { code, out } = swarmcheck(['verify']);
    expect(out.split('\n')[0]).toBe('seed 0x5eed');
    expect(out).toContain('21,162 worlds, 97,926 transitions');
    expect(out).toContain('7 of 7 known bugs caught');
    expect(out).not.toContain('VIOLATED');
    expect(code).toBe(0);
  });

  it('verify takes protocols by name, and a seed in hex', () => {
    const { code, out } = swarmcheck(['verify', 'Raft', '--property', 'one-vote-a-term', '--seed', '0x2a']);
    expect(out).toContain('seed 0x2a');
    expect(out).toContain('One Vote A Term');
    expect(out).not.toContain('known bugs');
    expect(code).toBe(0);
  });

  it('list names scopes, properties and bugs', () => {
    const { code, out } = swarmcheck(['list']);
    for (const word of ['raft', 'one-term-even', 'Election Safety', 'always: At most one leader', 'R12']) {
      expect(out).toContain(word);
    }
    expect(code).toBe(0);
  });

  it('explore of a bug shows the counterexample, writes it, and exits 1', () => {
    const { code, out, folder } = swarmcheck(['explore', 'raft', '--subject', 'bug:r3']);
    expect(out).toContain('Election Safety is broken: At most one leader is elected in a term.');
    expect(out).toContain('Step 6 breaks it');
    expect(out).toContain('history: Map {1: Set {a}} -> Map {1: Set {a, c}}');
    expect(out).toContain('written to swarmcheck-out/raft/bugs/R3.txt');
    expect(readFileSync(join(folder, 'swarmcheck-out/raft/bugs/R3.txt'), 'utf8')).toContain(
      '6  c receives RequestVoteReply',
    );
    expect(code).toBe(1);
  });

  it('writes to --out', () => {
    const { folder } = swarmcheck([
      'explore',
      'raft',
      '--subject',
      'bug:R12',
      '--property',
      'one-vote-a-term',
      '--out',
      'deep/er',
    ]);
    expect(readdirSync(join(folder, 'deep/er/raft/bugs'))).toEqual(['R12.txt']);
  });

  it('is inconclusive where a limit cuts it short', () => {
    const states = swarmcheck(['explore', 'raft', '--max-states', '500']);
    expect(states.out).toContain('stopped early: the limit of 500 worlds was reached');
    expect(states.out).toContain('(not broken so far, but the limit of 500 worlds was reached)');
    expect(states.code).toBe(3);
    const time = swarmcheck(['explore', 'raft', '--scope', 'wide', '--time', '0.5']);
    expect(time.out).toContain('stopped early: the time limit of 0.5 s was reached');
    expect(time.code).toBe(3);
  });

  it('says which known bug was not caught, and exits 3', () => {
    const { code, out } = swarmcheck([
      'verify',
      '--property',
      'election-safety',
      '--max-states',
      '400',
      '--quiet',
    ]);
    expect(out).toContain('NOT CAUGHT  R1');
    expect(out).not.toContain('caught      R3');
    expect(code).toBe(3);
  });

  it('prints nothing with --quiet where all is well', () => {
    const { code, out, err } = swarmcheck(['explore', 'raft', '--scope', 'two-terms', '--quiet']);
    expect({ code, out, err }).toEqual({ code: 0, out: '', err: '' });
  });

  it('keeps progress off standard output, and colours off where it is told to', () => {
    const plain = swarmcheck(['explore', 'raft', '--scope', 'two-terms', '--no-color'], { FORCE_COLOR: '1' });
    expect(plain.err).toBe('exploring raft model, scope two-terms\n');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
    const colour = /\u001b\[/;
    expect(plain.out).not.toMatch(colour);
    expect(swarmcheck(['list'], { FORCE_COLOR: '1' }).out).toMatch(colour);
    expect(swarmcheck(['list'], { NO_COLOR: '1' }).out).not.toMatch(colour);
  });

  it('tells its version and what its flags mean', () => {
    expect(swarmcheck(['--version'])).toMatchObject({ code: 0, out: `${manifest.version}\n` });
    expect(swarmcheck(['--help'])).toMatchObject({ code: 0, out: expect.stringContaining('Exit codes') });
    expect(swarmcheck(['explore', '--help'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('--max-states'),
    });
  });

  it.each([
    [['explore', 'rafft'], "there is no protocol 'rafft'; there is raft"],
    [['verify', 'raft', 'chord'], "there is no protocol 'chord'; there is raft"],
    [
      ['explore', 'raft', '--scope', 'huge'],
      "protocol 'raft' has no scope 'huge'; it has default, wide, nightly",
    ],
    [['verify', '--scope', 'constructor'], "protocol 'raft' has no scope 'constructor'"],
    [
      ['verify', '--property', 'Safety'],
      "protocol 'raft' has no property 'Safety'; it has election-safety, ",
    ],
    [
      ['explore', 'raft', '--subject', 'bug:R99'],
      "--subject 'bug:R99' is nothing of protocol 'raft'; it is model, or bug: and one of R1, ",
    ],
    [['explore', 'raft', '--subject', 'R3'], "--subject 'R3' is nothing of protocol 'raft'"],
    [
      ['verify', '--max-states', 'many'],
      "--max-states 'many' is no whole number of at least 1; write for instance --max-states 1000",
    ],
    [['verify', '--max-states', '0'], "--max-states '0' is no whole number of at least 1"],
    [['verify', '--max-states', '1e999'], "--max-states '1e999' is no whole number"],
    [['verify', '--time', '-3'], "--time '-3' is no number of seconds above 0; write for instance --time 30"],
    [['verify', '--seed', '0xzz'], "--seed '0xzz' is no whole number of at least 0"],
    [['verify', '--sope', 'x'], "unknown option '--sope'; there is --no-color, --scope, "],
    [
      ['explore', 'raft', '--scope'],
      "option '--scope <name>' argument missing; see swarmcheck explore --help",
    ],
    [['explore'], "missing required argument 'protocol'; see swarmcheck explore --help"],
    [['explore', 'raft', 'chord'], 'too many arguments'],
    [['verfy'], "unknown command 'verfy'; there is list, verify, explore; see swarmcheck --help"],
  ])('%j is one sentence, exit 2, and nothing written', (args, sentence) => {
    const { code, out, err, folder } = swarmcheck(args);
    expect(err).toContain(`swarmcheck: ${sentence}`);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(existsSync(join(folder, 'swarmcheck-out'))).toBe(false);
  });

  it('says where it could not write', () => {
    const { folder } = swarmcheck(['list']);
    writeFileSync(join(folder, 'taken'), '');
    const { code, err } = swarmcheck([
      'explore',
      'raft',
      '--subject',
      'bug:R3',
      '--out',
      join(folder, 'taken'),
    ]);
    expect(err).toContain('cannot be written');
    expect(code).toBe(2);
  });
});
