/**
 * Tests adapters in processes of their own, as the command runs them: the same worlds as in this process, and
 * one sentence for each way in which an adapter goes wrong. Tests in Python run where `python3` is.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { swarmcheck, userFolder } from '../../tests/support/command.ts';
import { processesWith } from '../../tests/support/processes.ts';
import { repository } from '../../tests/support/repository.ts';

const hasPython = spawnSync('python3', ['--version']).status === 0;
const inPython = hasPython ? describe : describe.skip;
const adapters = join(repository, 'tests/support/adapters');
const election = `python3 ${join(repository, 'examples/election-python/election.py')}`;
const broken = (how: string) => `python3 ${join(adapters, 'broken.py')} ${how}`;
const loading = (how: string) => `python3 ${join(adapters, 'loading.py')} ${how}`;
const inNode = `node ${join(adapters, 'raft-server.mjs')}`;

/** Runs `explore raft` in a new folder. */
function explore(command: string, ...more: readonly string[]) {
  return swarmcheck(
    ['explore', 'raft', '--implementation', command, '--no-color', ...more],
    {},
    userFolder(),
  );
}

/** The line of a report that counts worlds. */
function countsIn(out: string): string | undefined {
  return /[\d,]+ worlds, [\d,]+ transitions/.exec(out)?.[0];
}

describe('an adapter in Node', () => {
  it('has the worlds of the same server in this process', () => {
    const scope = ['--scope', 'one-entry'];
    const own = swarmcheck(['explore', 'raft', '--subject', 'implementation', '--no-color', ...scope]);
    expect(countsIn(own.out)).toBeDefined();
    expect(countsIn(explore(inNode, ...scope).out)).toBe(countsIn(own.out));
    const { out } = explore(inNode, ...scope, '--subject', 'lockstep');
    expect(out).toMatch(/holds +Refinement/);
  });

  it.each(['loads', 'loads renames'])('has the same worlds if it %s', (options) => {
    const scope = ['--scope', 'one-entry'];
    const replayed = countsIn(explore(inNode, ...scope).out);
    expect(replayed).toBeDefined();
    expect(countsIn(explore(`${inNode} ${options}`, ...scope).out)).toBe(replayed);
  });

  it.each(['', 'loads renames'])('keeps to the protocol: %j', (options) => {
    const { code, out } = swarmcheck(['adapter', 'check', `${inNode} ${options}`, '--no-color']);
    expect(out).toMatch(/the adapter keeps to the protocol/);
    expect(code).toBe(0);
  });

  it('is checked by schedules, and by verify', () => {
    const options = ['--implementation', inNode, '--no-color'];
    const { out, code } = swarmcheck(
      ['fuzz', 'raft', '--nodes', '3', '--runs', '10', ...options],
      {},
      userFolder(),
    );
    expect(out).toMatch(/implementation, scope nodes-3/);
    expect(code).toBe(0);
  });
});

inPython(`an adapter in Python${hasPython ? '' : ' (skipped: there is no python3)'}`, () => {
  it('holds in 3,577 worlds, alone and in lockstep', () => {
    for (const subject of ['implementation', 'lockstep']) {
      const { out } = explore(election, '--scope', 'election', '--subject', subject);
      expect(countsIn(out)).toBe('3,577 worlds, 16,716 transitions');
      expect(out).toMatch(/holds +Election Safety/);
      expect(out).toMatch(/holds +No Step Fails/);
    }
  });

  it('violates a property in a shortest trace, which can be replayed', () => {
    const folder = userFolder();
    const voting = `BUG=votes-twice ${election}`;
    const run = (command: string, args: readonly string[]) =>
      swarmcheck([...args, '--implementation', command, '--no-color'], {}, folder);
    const found = run(voting, ['explore', 'raft', '--scope', 'election', '--property', 'election-safety']);
    expect(found.out).toMatch(/Step 6 violates it at a and c; no shorter counterexample exists/);
    expect(found.code).toBe(1);
    const trace = 'swarmcheck-out/raft/implementation/election-safety.election.trace.json';
    expect(found.out).toContain(`replay ${trace} --implementation '${voting}'`);
    const again = run(voting, ['replay', trace]);
    expect([again.code, again.out]).toEqual([1, expect.stringMatching(/REPRODUCED/)]);
    const fixed = run(election, ['replay', trace]);
    expect([fixed.code, fixed.out]).toEqual([0, expect.stringMatching(/FIXED/)]);
  });

  it.each([
    ['exit', 1, /a fails: '.*' ended with exit code 3; its last words: no space left on device/],
    ['signal', 1, /a fails: '.*' ended by signal 11/],
    ['birth', 1, /a, b, c begin with a failure: OSError: no space left on device/],
    [
      'restart',
      1,
      /[abc] restarts[\s\S]* [abc] fails: '.*' ended with exit code 3; its last words: no space left on device/,
    ],
    ['raise', 1, /a fails: IndexError: tocommit\(5\) is out of range \[lastIndex\(3\)\]/],
    ['hang', 4, /did not answer within 2000 ms; answer sooner, or give it more time \(--adapter-time\)/],
    [
      'garbage',
      4,
      /it answered with what is no JSON: Listening on port 2380; only the protocol may be written to standard output/,
    ],
    ['chance', 4, /it did something else the second time/],
    ['view', 4, /in its answer to 'step' the field 'view' is null; it must be an object/],
    ['shape', 2, /adapter 'broken election' is an implementation of 'chord', and the protocol is 'raft'/],
    ['version', 2, /speaks protocol 2, and swarmcheck speaks 1; take an SDK of this version/],
    [
      `once ${join(mkdtempSync(join(tmpdir(), 'once-')), 'mark')}`,
      4,
      /a new process that was asked the same did not end/,
    ],
    ['print', 3, /holds +No Step Fails/],
  ])('that goes wrong by %s ends with code %d and a sentence', (how, exit, sentence) => {
    const { code, out, err } = explore(broken(how), '--scope', 'election', '--adapter-time', '2');
    expect(`${out}${err}`).toMatch(sentence);
    expect(code).toBe(exit);
  });

  it('is needed for the replay of its trace', () => {
    const folder = userFolder();
    const run = (args: readonly string[]) => swarmcheck([...args, '--no-color'], {}, folder);
    const scope = ['--scope', 'election', '--property', 'election-safety'];
    const { code, out } = run(['explore', 'raft', ...scope, '--implementation', broken('raise')]);
    expect([code, out]).toEqual([1, expect.stringMatching(/VIOLATED +No Step Fails/)]);
    const trace = 'swarmcheck-out/raft/implementation/no-step-fails.election.trace.json';
    const alone = run(['replay', trace]);
    expect(alone.err).toContain(
      "this trace is of the adapter 'broken election', and no adapter plays here; name its command with --implementation",
    );
    expect(alone.code).toBe(2);
    expect(run(['replay', trace, '--implementation', broken('raise')]).code).toBe(1);
    expect(run(['replay', trace, '--implementation', election]).code).toBe(0);
  });

  it('says where a state leaves something out', () => {
    const { code, err } = explore(`BUG=forgets-unsaid ${election}`, '--scope', 'slow-disk');
    expect(err).toMatch(/shows the same after two ways, and then does not do the same/);
    expect(code).toBe(4);
  });

  it('leaves no process behind', async () => {
    const mark = `no-orphan-${process.pid}`;
    const seconds = 300_000 + process.pid;
    explore(`${election} ${mark}`, '--scope', 'one-term');
    explore(`${broken('hang')} ${mark}`, '--scope', 'election', '--adapter-time', '1');
    explore(`sh -c 'sleep ${seconds} & ${election} ${mark}'`, '--scope', 'one-term');
    // A guard ends them right after the command, if the command did not.
    await vi.waitFor(() => {
      expect(processesWith(`sleep\0${seconds}`)).toEqual([]);
      expect(processesWith(mark)).toEqual([]);
    }, 10_000);
  });

  it('leaves no process behind if it is killed', async () => {
    const seconds = String(200_000 + Math.floor(performance.now()));
    const sleeping = `setsid sleep ${seconds} & sleep ${seconds}`;
    const args = ['explore', 'raft', '--scope', 'one-term', '--implementation', sleeping];
    const run = spawn(process.execPath, [join(repository, 'dist/cli/main.js'), ...args], { stdio: 'ignore' });
    const sleepers = () => processesWith(`sleep\0${seconds}`).length;
    await vi.waitFor(() => expect(sleepers()).toBe(2), 30_000);
    run.kill('SIGKILL');
    await vi.waitFor(() => expect(sleepers()).toBe(0), 30_000);
  });

  it('says which histories differ where a loaded state leaves something out', () => {
    const holds = explore(loading(''), '--scope', 'election', '--property', 'election-safety');
    expect(countsIn(holds.out)).toBe('3,577 worlds, 16,716 transitions');
    expect(holds.code).toBe(0);
    const { code, err } = explore(loading('forgets'), '--scope', 'election');
    expect(err).toMatch(
      /does something else after it loaded its 'state' than after its events; .* \(one way: from the state \{.*; another: from its birth, timeout 'electionTimeout'.*; then (message 'RequestVoteReply'|its view)/,
    );
    expect(err).toContain('steps up to the failure:');
    expect(code).toBe(4);
    const misnamed = explore(loading('misnames'), '--scope', 'election');
    expect(misnamed.err).toMatch(/its 'rename' to '.' gives/);
    expect(misnamed.err).toContain('steps up to the failure:');
  });

  it.each([
    ['lacks', 'its view lacks votesGranted, log'],
    ['misarms', "it arms 'election', and the timers are electionTimeout, heartbeat"],
  ])('that %s what its protocol has is refused by adapter check', (how, problem) => {
    const { code, out } = swarmcheck(['adapter', 'check', broken(how), '--no-color']);
    expect(out).toContain(`FAILED  it shows the fields and arms the timers of raft: ${problem}`);
    expect(code).toBe(4);
  });

  it('that loads and renames is tested by adapter check', () => {
    const check = (how: string) => swarmcheck(['adapter', 'check', loading(how), '--no-color']);
    const { code, out } = check('');
    expect(out).toContain('an instance that loads its state does the same as one whose past is replayed');
    expect(out).toContain("its state, renamed, is the one of node 'b'");
    expect(code).toBe(0);
    expect(check('misnames').out).toMatch(/FAILED +its state, renamed, is the one of node 'b': its view/);
  });
});

const counter = join(mkdtempSync(join(tmpdir(), 'counter-')), 'counter');
const hasGo =
  spawnSync('go', ['build', '-o', counter, '.'], {
    cwd: join(adapters, 'go'),
    env: { ...process.env, GOPROXY: 'off' },
  }).status === 0;

describe.skipIf(!hasGo)(`an adapter in Go${hasGo ? '' : ' (skipped: there is no Go)'}`, () => {
  it.each([
    ['', 0, 'the adapter keeps to the protocol'],
    [
      'forgets',
      4,
      /FAILED +an instance that loads its state does the same .*: its effects were .*"timeouts":2/,
    ],
    [
      'panics',
      4,
      /FAILED +an instance that lives does the same as one whose past is replayed: a second timeout/,
    ],
  ])('that loads and renames keeps to the protocol, or %s', (how, exit, sentence) => {
    const { code, out } = swarmcheck(['adapter', 'check', `${counter} ${how}`, '--no-color']);
    expect(out).toMatch(sentence);
    expect(code).toBe(exit);
  });
});

describe('a command that is no adapter', () => {
  it.each([
    [
      './nonesuch',
      4,
      "'./nonesuch' ended with exit code 127; its last words: /bin/sh: 3: ./nonesuch: not found",
    ],
    ['cat', 4, "'cat': in its answer to 'hello' the field 'hello' is missing; it must be an object"],
    ['', 2, "--implementation '' is no command"],
    ['true', 4, "'true' ended with exit code 0"],
  ])('%j', (command, exit, sentence) => {
    const { code, err } = explore(command);
    expect(err).toContain(sentence);
    expect(code).toBe(exit);
  });

  it('plays one protocol, and a role that the protocol has', () => {
    const verify = swarmcheck(['verify', 'raft', 'chord', '--implementation', inNode], {}, userFolder());
    expect(verify.err).toMatch(
      /--implementation plays one protocol, and raft, chord are named; check them one after the other/,
    );
    expect(explore(`sever=${inNode}`).err).toMatch(/has no role 'sever'; did you mean server/);
    const twice = explore(inNode, '--implementation', `server=${inNode}`);
    expect(twice.err).toMatch(/--implementation plays role 'server' twice; leave one out/);
    expect([verify.code, twice.code]).toEqual([2, 2]);
  });

  it('is named in a configuration', () => {
    const config = (adapters: string) =>
      swarmcheck(
        ['explore', 'raft', '--scope', 'one-entry', '--no-color'],
        {},
        userFolder({
          'swarmcheck.config.ts': `import { defineConfig } from 'swarmcheck';\nexport default defineConfig({ adapters: ${adapters} });\n`,
        }),
      );
    expect(config(`{ raft: ${JSON.stringify(inNode)} }`).out).toMatch(/implementation, scope one-entry/);
    expect(config('{ rafft: "x" }').err).toMatch(
      /there is no protocol 'rafft' for adapters.rafft; did you mean raft/,
    );
    expect(config('{ raft: 7 }').err).toMatch(/adapters.raft is no command; write for instance/);
    expect(config('{ raft: { sever: "x" } }').err).toMatch(/has no role 'sever'; did you mean server/);
  });
});
