/** Tests of the command: its output, its files and its exit codes. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { suites } from '../properties/index.ts';
import { interrupted, main, swarmcheck } from '../tests/support/command.ts';
import { repository } from '../tests/support/repository.ts';
import { exits, worst } from './exit.ts';

const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8'));

describe('swarmcheck', () => {
  it('takes protocols in any case, and a seed in hex', () => {
    const { code, out } = swarmcheck([
      'explore',
      'Raft',
      '--scope',
      'two-terms',
      '--property',
      'one-vote-a-term',
      '--seed',
      '0x2a',
    ]);
    expect(out.split('\n')[0]).toBe('seed 0x2a');
    expect(out).toContain('One Vote A Term');
    expect(out).not.toContain('Election Safety');
    expect(code).toBe(0);
  });

  it('lists scopes, properties and bugs', () => {
    const { code, out } = swarmcheck(['list']);
    for (const word of ['raft', 'one-term-even', 'Election Safety', 'always: At most one leader', 'R12']) {
      expect(out).toContain(word);
    }
    expect(code).toBe(0);
  });

  it('prints and writes the counterexample of a bug, and exits 1', () => {
    const { code, out } = swarmcheck(['explore', 'raft', '--subject', 'bug:r3']);
    expect(out).toContain('Election Safety is violated: At most one leader is elected in a term.');
    expect(out.trim().split('\n').at(-1)).toBe('VIOLATED  raft bug:R3: Election Safety');
    expect(out).toContain('Step 6 violates it');
    expect(out).toContain('history: elections[1] Set {a} -> Set {a, c}');
    expect(out).toContain('to replay it: npx swarmcheck replay swarmcheck-out/raft/bugs/R3.trace.json');
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
    expect(readdirSync(join(folder, 'deep/er/raft/bugs'))).toEqual(['R12.trace.json']);
  });

  it('is inconclusive if a limit ends it early', () => {
    const states = swarmcheck(['explore', 'raft', '--max-worlds', '500']);
    expect(states.out).toContain('stopped early: the limit of 500 worlds was reached');
    expect(states.out).toContain('(not violated so far, but the limit of 500 worlds was reached)');
    expect(states.code).toBe(3);
    const time = swarmcheck(['explore', 'raft', '--scope', 'election-newer-term', '--time', '0.5']);
    expect(time.out).toContain('stopped early: the time limit of 0.5 s was reached');
    expect(time.code).toBe(3);
  });

  it('searches in another order, and prints what that proves', () => {
    const found = swarmcheck(['explore', 'raft', '--subject', 'bug:R3', '--order', 'depth-first']);
    expect(found.out).toContain('Step 6 violates it at a and c:');
    expect(found.code).toBe(1);
    const all = ['explore', 'raft', '--scope', 'one-term', '--property', 'election-safety', '--order'];
    const deep = swarmcheck([...all, 'depth-first']);
    expect(deep.out).toContain('every world of the scope was visited');
    expect(deep.code).toBe(0);
    const bits = swarmcheck([...all, 'bitstate', '--field', '1']);
    expect(bits.out).toMatch(
      /bitstate hashing: each reached world was omitted, with its successors, with a probability of \d/,
    );
    expect(bits.out).toContain('(not violated so far, but a world may have been taken for another)');
    expect(bits.code).toBe(3);
  });

  it.each([
    [
      ['--order', 'sideways'],
      "there is no --order 'sideways'; there is breadth-first, depth-first, bitstate",
    ],
    [['--order', 'random-walk'], 'for random executions use fuzz --strategy uniform'],
    [['--workers', '0'], "--workers '0' is no whole number of at least 1; write for instance --workers 2"],
    [
      ['--workers', '2', '--order', 'bitstate'],
      '--workers needs a breadth-first search, because the steps of bitstate',
    ],
    [
      ['--plan', '--format', 'json'],
      '--plan cannot be combined with --format, --order, --max-depth, --partial-order, --workers or --traces',
    ],
    [
      ['--partial-order', '--order', 'bitstate'],
      '--partial-order needs a breadth-first search with one worker',
    ],
    [['--partial-order', '--workers', '2'], '--partial-order needs a breadth-first search'],
    [['--partial-order'], 'not reduced by partial orders: its nodes may change places'],
    [['--order', 'depth-first', '--field', '3'], '--field needs --order bitstate'],
  ])('refuses %j', (flags, sentence) => {
    const { out, err, code } = swarmcheck(['explore', 'raft', ...flags]);
    expect(err).toContain(sentence);
    expect(err).not.toContain('exploring');
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });

  it('estimates the size of a scope without exploring it', () => {
    const run = swarmcheck([
      'explore',
      'raft',
      '--scope',
      'two-terms-even',
      '--plan',
      '--max-states',
      '3000',
    ]);
    expect(run.out).toMatch(/ {2}worlds {7}about [\d,]+, between [\d,]+ and [\d,.]+/);
    expect(run.out).toMatch(/ {2}memory {7}about \d+ MB, between \d+ MB and \d/);
    expect(run.out).toMatch(/ {2}time {9}about [\d.]+ (s|min), between [\d.]+ s and /);
    expect(run.out).not.toContain('Election Safety');
    expect(run.code).toBe(0);
    const whole = swarmcheck(['explore', 'raft', '--scope', 'one-term', '--plan']);
    expect(whole.out).toContain('the sample covers the whole scope: 30 worlds, 90 transitions, 6 steps deep');
    const cut = swarmcheck(['explore', 'raft', '--scope', 'nightly', '--plan', '--time', '0.2']);
    expect(cut.out).toContain(
      'inconclusive: the time limit of 0.2 s was reached before the sample was complete',
    );
    expect(cut.code).toBe(3);
  });

  it('names the known bug that was not caught, and exits 3', () => {
    const { code, out } = swarmcheck([
      'verify',
      'raft',
      '--property',
      'refinement',
      '--max-states',
      '60',
      '--quiet',
    ]);
    expect(out).toContain('inconclusive  R4');
    expect(out).toContain(
      'lockstep: Refinement: not violated so far, but the limit of 60 worlds was reached',
    );
    expect(out).not.toContain('caught        R4');
    expect(code).toBe(3);
  });

  it('exits 3 if everything holds except that a known bug is inconclusive', () => {
    const { code, out } = swarmcheck([
      'verify',
      'raft',
      '--scope',
      'one-term',
      '--property',
      'election-safety',
      '--max-states',
      '190',
    ]);
    expect(out).toMatch(/holds {9}model +1 property; /);
    expect(out).not.toMatch(/^ {2}inconclusive {2}(?!R\d)/m);
    expect(out).toContain('inconclusive  R1');
    expect(out.trim().split('\n').at(-1)).toBe('inconclusive');
    expect(code).toBe(3);
  });

  it('checks, without names and in its own package, the protocols that have the requested property', () => {
    const away = ['--out', mkdtempSync(join(tmpdir(), 'swarmcheck-'))];
    const here = (...args: string[]) => swarmcheck([...args, ...away], {}, repository);
    const { code, out } = here('verify', '--property', 'connected-appendages');
    expect(code).toBe(0);
    expect(out).not.toContain('raft  The Raft');
    const others = suites.map(({ name }) => name).filter((name) => name !== 'chord');
    expect(out).toContain(
      `not checked, because they lack the requested scope or property: ${others.join(', ')}\n`,
    );
    const { err } = swarmcheck(['verify', 'raft', '--property', 'connected-appendages']);
    expect(err).toContain("protocol 'raft' has no property 'connected-appendages'");
    expect(here('bugs', '--bug', 'C4', '--seeds', '1', '--runs', '1').out).toContain('caught       C4');
  });

  it('stops at a signal, and prints its results', async () => {
    const { code, out } = await interrupted(['explore', 'raft', '--scope', 'election-all-refusals'], 500);
    expect(out).toContain('stopped early: the run was interrupted');
    expect(out).toContain('Holds means');
    expect(code).toBe(3);
  });

  it('prints nothing with --quiet if everything holds', () => {
    const { code, out, err } = swarmcheck(['explore', 'raft', '--quiet']);
    expect({ code, out, err }).toEqual({ code: 0, out: '', err: '' });
  });

  it('keeps progress off standard output, and colours off on request', () => {
    const plain = swarmcheck(['explore', 'raft', '--no-color'], { FORCE_COLOR: '1' });
    expect(plain.err).toBe('exploring raft model, scope default\n');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
    const colour = /\u001b\[/;
    expect(plain.out).not.toMatch(colour);
    expect(swarmcheck(['list'], { FORCE_COLOR: '1' }).out).toMatch(colour);
    expect(swarmcheck(['list'], { NO_COLOR: '1' }).out).not.toMatch(colour);
  });

  it('prints its version and its help', () => {
    expect(swarmcheck(['--version'])).toMatchObject({ code: 0, out: `${manifest.version}\n` });
    expect(swarmcheck(['--help'])).toMatchObject({ code: 0, out: expect.stringContaining('Exit codes') });
    expect(swarmcheck(['explore', '--help'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/--max-worlds <number>[\s\S]*alias:\s+--max-states/),
    });
  });

  it.each([
    [['explore', 'rafft'], "there is no protocol 'rafft'; did you mean raft? there is raft"],
    [['verify', 'raft', 'kademlia'], "there is no protocol 'kademlia'; there is raft, chord"],
    [
      ['explore', 'raft', '--scope', 'huge'],
      "protocol 'raft' has no scope 'huge'; it has quick, default, nightly",
    ],
    [['verify', 'raft', '--scope', 'constructor'], "protocol 'raft' has no scope 'constructor'"],
    [
      ['verify', 'raft', '--property', 'Safety'],
      "protocol 'raft' has no property 'Safety'; did you mean election-safety or state-machine-safety? it has election-safety, ",
    ],
    [
      ['explore', 'raft', '--subject', 'bug:R99'],
      "protocol 'raft' has no subject 'bug:R99'; a subject is model, implementation, lockstep, or bug: and one of R1, ",
    ],
    [['explore', 'raft', '--subject', 'chord'], "protocol 'raft' has no subject 'chord'"],
    [['explore', 'raft', '--out', ''], "--out '' is no folder; name one, for instance --out swarmcheck-out"],
    [
      ['verify', 'raft', '--out', '/dev/null/x'],
      '--out: /dev/null/x cannot be written (/dev/null is no folder)',
    ],
    [['replay'], "missing required argument 'trace'; see npx swarmcheck replay --help"],
    [['replay', 'no.json'], 'no.json cannot be read (ENOENT'],
    [['show', '.'], '. cannot be read (EISDIR'],
    [
      ['verify', '--max-states', 'many'],
      "--max-states 'many' is no whole number of at least 1; write for instance --max-states 1000",
    ],
    [['verify', '--max-worlds', '0'], "--max-worlds '0' is no whole number of at least 1"],
    [['verify', '--max-states', '2', '--max-worlds', '3'], '--max-worlds is given 2 times; give it once'],
    [['verify', '--max-states', '0'], "--max-states '0' is no whole number of at least 1"],
    [['verify', '--max-states', '1e999'], "--max-states '1e999' is no whole number"],
    [['verify', '--time', '-3'], "--time '-3' is no number of seconds above 0; write for instance --time 30"],
    [['verify', '--seed', '0xzz'], "--seed '0xzz' is no whole number of at least 0"],
    [['verify', '--sope', 'x'], "unknown option '--sope'; did you mean --scope? there is --scope, "],
    [
      ['explore', 'raft', '--scope'],
      "option '--scope <name>' argument missing; see npx swarmcheck explore --help",
    ],
    [['explore', 'raft', 'chord'], 'too many arguments'],
    [
      ['verfy'],
      "unknown command 'verfy'; did you mean verify? there is list, verify, explore, fuzz, bugs, refuted, replay, show, build, sample, chart, adapter; see npx swarmcheck --help",
    ],
  ])('%j is one sentence, exit 2, and nothing written', (args, sentence) => {
    const { code, out, err, folder } = swarmcheck(args);
    expect(err).toContain(`swarmcheck: ${sentence}`);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(existsSync(join(folder, 'swarmcheck-out'))).toBe(false);
  });

  it('replays and shows a trace that it wrote, on the bug and on the unaltered model', () => {
    const { folder } = swarmcheck(['explore', 'raft', '--subject', 'bug:R3/implementation']);
    const trace = join(folder, 'swarmcheck-out/raft/bugs/R3.implementation.trace.json');
    const again = swarmcheck(['replay', trace]);
    expect(again.out).toContain('REPRODUCED  Election Safety is violated again');
    expect(again.code).toBe(1);
    const right = swarmcheck(['replay', trace, '--subject', 'implementation']);
    expect(right.out).toContain('FIXED  Election Safety holds');
    expect(right.code).toBe(0);
    const shown = swarmcheck(['show', trace]);
    expect(shown.out).toContain('raft, bug:R3/implementation, scope one-term');
    expect(shown.out).toContain('6  c receives RequestVoteReply {term: 1, voteGranted: true} from a');
    expect(shown.code).toBe(0);
    expect(swarmcheck(['replay', trace, '--subject', 'bug:R77'])).toMatchObject({ code: 2, out: '' });
  });

  it('refuses a stale record, a record of another protocol, and a file that is no record', () => {
    const { folder } = swarmcheck(['explore', 'raft', '--subject', 'bug:R3']);
    const trace = join(folder, 'swarmcheck-out/raft/bugs/R3.trace.json');
    const edited = (from: string, to: string) => {
      const path = join(folder, 'edited.json');
      writeFileSync(path, readFileSync(trace, 'utf8').replaceAll(from, to));
      return swarmcheck(['replay', path]);
    };
    // As an older model would have written it, whose timer had another name.
    expect(edited('electionTimeout', 'election')).toMatchObject({
      code: 3,
      out: expect.stringContaining('STALE'),
    });
    expect(edited('"timer": "electionTimeout"', '"timer": "election"')).toMatchObject({
      code: 3,
      out: expect.stringContaining('STALE  step 1 cannot happen, although all before it went as recorded'),
    });
    for (const [from, to, sentence] of [
      ['"protocol": "raft"', '"protocol": "paxos"', "there is no protocol 'paxos'; there is raft"],
      ['"scope": "one-term"', '"scope": "gone"', "protocol 'raft' has no scope 'gone'"],
      ['"subject": "bug:R3"', '"subject": "bug:R0"', "protocol 'raft' has no subject 'bug:R0'"],
      ['"name": "Election Safety"', '"name": "Gone"', "protocol 'raft' has no property 'Gone'"],
      ['"version": 2', '"version": 9', 'is a trace of version 9; this swarmcheck reads versions 1 and 2'],
    ] as const) {
      const { code, out, err } = edited(from, to);
      expect(err).toContain(sentence);
      expect(err.trim().split('\n')).toHaveLength(1);
      expect({ code, out }).toEqual({ code: 2, out: '' });
    }
  });

  it('continues to its verdict after a reader has closed the pipe', () => {
    const { stdout, stderr } = spawnSync(
      'bash',
      [
        '-c',
        `"$0" "$1" explore raft --scope two-terms --quiet; "$0" "$1" list | head -1; echo "\${PIPESTATUS[0]}"`,
        process.execPath,
        main,
      ],
      { encoding: 'utf8' },
    );
    expect(stderr).toBe('');
    expect(stdout.trim().split('\n').at(-1)).toBe('0');
  });

  it('exits with the first code that applies', () => {
    const { internal, usage, violated, inconclusive, allHold } = exits;
    expect(worst([])).toBe(allHold);
    expect(worst([allHold, inconclusive])).toBe(inconclusive);
    expect(worst([inconclusive, violated, allHold])).toBe(violated);
    expect(worst([violated, usage])).toBe(usage);
    expect(worst([usage, internal])).toBe(internal);
  });

  it('reports a file that it cannot write', () => {
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
