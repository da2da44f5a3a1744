/**
 * Tests the ends of a run: code that exits or never returns, exhausted memory, signals, and files that cannot
 * be written.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { search } from '../checker/explore/breadth-first.ts';
import { systemOf } from '../checker/index.ts';
import { drain } from '../checker/values/drain.ts';
import { jobsFor } from '../cli/check-pool.ts';
import { exits } from '../cli/exit.ts';
import { forceEnd } from '../cli/forced-end.ts';
import { isNearlyFull } from '../cli/memory.ts';
import { interruptedText } from '../cli/supervisor.ts';
import { suite as raft } from '../properties/raft/index.ts';
import type { Check } from '../reports/index.ts';
import { main, node, quietEnvironment, type Ran, userFolder } from './support/command.ts';
import { type CounterParts, counterSuite } from './support/counter.ts';
import { ReferenceStore } from './support/reference-store.ts';

/** Runs the command on a counter suite in a folder of its own. */
function run(parts: CounterParts, args: readonly string[], flags: readonly string[] = []): Ran {
  const folder = userFolder({ 'my.suite.ts': counterSuite(parts) });
  const [verb = 'explore', ...rest] = args;
  return node([...flags, main, verb, '--suite', 'my.suite.ts', ...rest], {}, folder);
}

const lastLine = (text: string) => text.trim().split('\n').at(-1);
const loop = 'if (state === 2) while (true);';

describe('code of a suite that calls an end of the process', () => {
  it.each<[string, CounterParts, string]>([
    [
      'in a step',
      { step: 'process.exit(0)' },
      "node 'a' failed at input 'switch': process.exit(0) was called, but code under check may not end the process; let it return or throw",
    ],
    [
      'in a property',
      { property: 'if (n === 1) process.exit(0)' },
      "property 'Low' failed: process.exit(0) was called",
    ],
    [
      'while it is loaded',
      { top: "import { exit } from 'node:process';\nexit(0);" },
      'my.suite.ts cannot be loaded: process.exit(0) was called',
    ],
    [
      'by a promise that is left behind and rejected',
      { step: "Promise.reject(new Error('boom'))" },
      'a promise that code under check left pending was rejected: boom (while checking lamp model, scope default); a step must be complete when it returns',
    ],
    [
      'by a callback that throws',
      { top: "setImmediate(() => { throw new Error('boom'); });" },
      'code under check failed outside of its steps: boom',
    ],
    [
      'by a module that waits for ever',
      { top: 'await new Promise(() => {});' },
      'loading of my.suite.ts waits for something that never happens; let every call return',
    ],
  ])('%s exits with 4 and a sentence', (_, parts, sentence) => {
    const { code, out, err } = run(parts, ['explore']);
    expect(err).toContain(`swarmcheck: ${sentence}`);
    expect(out).not.toContain('all hold');
    expect(code).toBe(4);
  });

  it('cannot exit, prints only to standard error, and keeps no command alive', () => {
    const ways = [
      'process.exit(3)',
      'process.reallyExit(0)',
      'process.abort()',
      'process.kill(process.pid)',
      "process.kill(0, 'SIGKILL')",
    ];
    const refused = ways.map((way) => `try { ${way} } catch ({ message }) { console.error(message); }`);
    const { code, out, err } = run(
      {
        top: `import { appendFileSync, promises, writeFileSync, writeSync, writevSync } from 'node:fs';\nawait promises.appendFile('/dev/stdout', 'by promise\\n');\nsetInterval(() => {}, 1000); process.exitCode = 7;\nconsole.log('loaded');`,
        step: `if (state === 0) { ${refused.join(' ')} console.info('by console'); process.stdout.write('by stream'); writeSync(1, 'by file'); writeFileSync(1, 'by whole file'); appendFileSync('/dev/stdout', 'by path'); writevSync(1, [Buffer.from('by parts')]); }`,
      },
      ['explore', '--format', 'json'],
    );
    for (const name of ['exit(3)', 'reallyExit(0)', 'abort()', 'kill(process.pid)'])
      expect(err).toContain(`process.${name} was called, but code under check may not end the process`);
    for (const text of [
      'loaded',
      'by console',
      'by stream',
      'by file',
      'by whole file',
      'by path',
      'by parts',
      'by promise',
    ])
      expect(err).toContain(text);
    // The first of them, though its error was caught.
    const failure =
      'process.exit(3) was called, but code under check may not end the process; let it return or throw (while checking lamp model, scope default)';
    expect(err).toContain(`swarmcheck: ${failure}\n`);
    expect(JSON.parse(out)).toMatchObject({ verdict: 'failed', exit: 4, failure });
    expect(code).toBe(4);
  });

  it.each<[string, CounterParts, readonly string[], string]>([
    [
      'a caught process.exit, in a thread of --jobs',
      { step: 'try { process.exit(0) } catch {}' },
      ['verify', '--jobs', '2'],
      'process.exit(0) was called',
    ],
    [
      'a caught process.exit while a suite is loaded',
      { top: 'try { process.exit(0) } catch {}' },
      ['list'],
      'process.exit(0) was called',
    ],
    [
      'a promise that is rejected after many reads',
      {
        top: "import { promises } from 'node:fs';\nlet isBegun = false;\nconst late = async () => { for (let i = 0; i < 50; i++) await promises.readFile('my.suite.ts'); throw new Error('late'); };",
        step: 'if (!isBegun) { isBegun = true; void late(); }',
      },
      ['explore'],
      'a promise that code under check left pending was rejected: late',
    ],
    [
      'a timer that throws later than the last check ends',
      { top: "setTimeout(() => { throw new Error('late'); }, 400);" },
      ['explore'],
      'code under check failed outside of its steps: late',
    ],
  ])('%s leaves no verdict but the failure', (_, parts, args, sentence) => {
    const { code, out, err } = run(parts, [...args, '--format', 'json']);
    expect(err).toContain(`swarmcheck: ${sentence}`);
    if (args[0] !== 'list')
      expect(JSON.parse(out)).toMatchObject({
        verdict: 'failed',
        exit: 4,
        failure: expect.stringContaining(sentence),
      });
    expect(code).toBe(4);
  });

  it('fails in a thread of --jobs as it does without', () => {
    const { code, err } = run({ step: "Promise.reject(new Error('boom'))" }, ['verify', '--jobs', '2']);
    expect(err).toContain('a promise that code under check left pending was rejected: boom');
    expect(code).toBe(4);
  });
});

describe('a call that does not return', () => {
  it.each<[string, CounterParts, readonly string[], string]>([
    ['a step', { step: loop }, ['explore'], "node 'a' at input 'switch'"],
    ['a property', { property: 'if (n === 2) while (true);' }, ['explore'], "property 'Low'"],
    [
      'a step, in a thread of --jobs',
      { step: loop },
      ['verify', '--jobs', '2'],
      "node 'a' at input 'switch'",
    ],
  ])('%s is named, and ends the command with 4', (_, parts, args, call) => {
    const { code, out, err } = run(parts, [...args, '--step-time', '4', '--format', 'json']);
    const sentence = `${call} has not returned after 4 s (lamp model, scope default); let every call return, or allow more time with --step-time`;
    expect(lastLine(err)).toBe(`swarmcheck: ${sentence}`);
    expect(JSON.parse(out)).toMatchObject({ verdict: 'failed', exit: 4, failure: sentence });
    expect(code).toBe(4);
  });

  it('is named while a suite is loaded, by every command', () => {
    const { code, out, err } = run({ top: 'while (true);' }, ['list', '--step-time', '0.3']);
    expect(err).toBe(
      'swarmcheck: loading of my.suite.ts has not returned after 0.3 s; let every call return, or allow more time with --step-time\n',
    );
    expect({ code, out }).toEqual({ code: 4, out: '' });
  });

  it('keeps the earlier results, in the output and in the report', () => {
    const folder = userFolder({
      'broken.suite.ts': counterSuite({ name: 'broken', broken: 2 }),
      'loop.suite.ts': counterSuite({ name: 'loop', step: loop }),
    });
    const suites = ['--suite', 'broken.suite.ts', '--suite', 'loop.suite.ts'];
    const args = [...suites, '--step-time', '4', '--format', 'text,json'];
    const { code, out } = node([main, 'verify', '--jobs', '1', ...args], {}, folder);
    expect(out).toContain('Low is violated');
    expect(existsSync(join(folder, 'swarmcheck-out/broken/model/low.trace.json'))).toBe(true);
    const report = JSON.parse(readFileSync(join(folder, 'swarmcheck-out/report.json'), 'utf8'));
    expect(report).toMatchObject({ verdict: 'failed', exit: 4 });
    expect(report.checks[0].properties[0]).toMatchObject({ name: 'Low', verdict: 'violated' });
    expect(code).toBe(4);
  });

  it('that a limit ends is inconclusive, but not if a property was violated before', () => {
    const { folder } = run({ broken: 2 }, ['explore', '--format', 'text,json']);
    const { checks } = JSON.parse(readFileSync(join(folder, 'swarmcheck-out/report.json'), 'utf8'));
    const options = { seed: 1, stepTime: 30, as: 'text', color: false, out: folder } as const;
    const ended = (found: Check[], isDue = true) => {
      const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
      const exit = forceEnd(
        { options, isDue, checks: found, seconds: 1 },
        { exit: exits.inconclusive, sentence: 'the time limit was reached' },
      );
      const text = write.mock.calls.join('');
      write.mockRestore();
      return { exit, text };
    };
    expect(ended(checks)).toMatchObject({
      exit: 1,
      text: expect.stringContaining('VIOLATED  lamp model: Low; the time limit was reached\n'),
    });
    expect(ended([])).toMatchObject({
      exit: 3,
      text: expect.stringContaining('inconclusive: the time limit was reached'),
    });
    // A report was written before, and stays the only one.
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    expect(ended([], false)).toEqual({ exit: 3, text: expect.stringMatching(/^(?!.*seed).*$/) });
    said.mockRestore();
  });

  it.each<[string, CounterParts, RegExp]>([
    [
      'never comes back',
      { step: loop },
      /^inconclusive: the time limit of 0.5 s was reached while node 'a' at input 'switch' had not returned \(lamp model, scope default\)$/,
    ],
    [
      // On a slow machine each of them is as slow as one that does not return.
      'returns late, again and again',
      { bound: 1e9, step: 'for (let i = 0; i < 1e8; i++);' },
      /^inconclusive: the time limit of 0.5 s was reached(, and calls are too slow to stop soon, such as| while) node 'a' at input 'switch'/,
    ],
  ])('where it %s, --time alone makes a run inconclusive', (_, parts, sentence) => {
    const { code, out } = run(parts, ['explore', '--time', '0.5', '--step-time', '4']);
    expect(lastLine(out)).toMatch(sentence);
    expect(code).toBe(3);
  });

  it.runIf(process.platform === 'linux').each([
    ['--step-time', '1', 4],
    ['--time', '0.5', 3],
  ])('because a child process does not end, has the exit code of %s', (flag, seconds, expected) => {
    const { code } = run(
      {
        top: "import { execSync } from 'node:child_process';",
        step: "if (state === 1) execSync('sleep 100; true')",
      },
      ['explore', flag, seconds],
    );
    expect(code).toBe(expected);
  });

  it.each([
    [{ longest: { name: 'loop', ms: 5_000 }, current: undefined, busyMs: 5_000 }, 'loop has not returned'],
    [
      { longest: { name: 'x\u001b[31m', check: 'a check', ms: 300 }, current: undefined, busyMs: 2_000 },
      'calls are slow, such as x\\u{1b}[31m (a check)',
    ],
    [{ longest: undefined, current: { name: 'step' }, busyMs: 2_000 }, 'calls are slow, such as step'],
    [{ longest: undefined, current: undefined, busyMs: 0 }, 'the report is being written'],
  ])('is named after a signal, and shows as one line: %j', (watchdog, what) => {
    expect(interruptedText(watchdog)).toBe(
      `interrupted, but ${what}; interrupt once more to end at once, without a report`,
    );
  });

  it('refuses a limit that is no number of seconds', () => {
    const { code, err } = run({}, ['explore', '--step-time', 'long']);
    expect(err).toBe(
      "swarmcheck: --step-time 'long' is no number of seconds above 0; write for instance --step-time 30\n",
    );
    expect(code).toBe(2);
  });
});

describe('memory that runs out', () => {
  it.each<[string, CounterParts, readonly string[], RegExp]>([
    [
      'by worlds without end',
      { bound: 1e12 },
      ['explore'],
      /^inconclusive: memory ran out.*\d+ (of \d+ )?MB/,
    ],
    [
      'by worlds without end, in another order',
      { bound: 1e12 },
      ['explore', '--order', 'depth-first'],
      /^inconclusive: memory ran out.*MB/,
    ],
    [
      'in one step',
      { step: 'const all: object[] = []; for (;;) all.push({ all })' },
      ['explore'],
      /^inconclusive: memory ran out \(a thread of Node has a heap of \d+ MB; node --max-old-space-size=<megabytes> allows more\), at exploring lamp model/,
    ],
    // Node sometimes aborts the process before it ends a thread whose heap fills at once; hence the retries.
  ])('%s makes a run inconclusive', { retry: 3 }, (_, parts, args, sentence) => {
    const { code, out, err } = run(parts, args, ['--max-old-space-size=80']);
    expect(lastLine(out)).toMatch(sentence);
    expect(out + err).not.toContain('FATAL ERROR');
    expect(code).toBe(3);
  });

  it('ends a search with its results so far, if a table cannot grow', () => {
    const system = systemOf(raft, 'one-term');
    let expanded = 0;
    class Small extends ReferenceStore {
      override expand(world: number): void {
        if (++expanded > 20) throw new RangeError('Array buffer allocation failed');
        super.expand(world);
      }
    }
    const spaceOf = (...of: ConstructorParameters<typeof ReferenceStore>) => new Small(...of);
    const { stopped, worlds, results } = drain(search(spaceOf, system, raft.properties));
    expect(stopped).toBe('memory ran out (Array buffer allocation failed)');
    expect(worlds).toBeGreaterThan(20);
    expect(results.find(({ property }) => property.name === 'Election Safety')).toMatchObject({
      verdict: 'inconclusive',
      because: 'not violated so far, but memory ran out (Array buffer allocation failed)',
    });
    expect(results.some(({ verdict }) => verdict === 'reached')).toBe(true);
  });

  it.each([
    ['a tenth free', { used: 3_700, most: 4_096 }, true],
    ['more free', { used: 3_600, most: 4_096 }, false],
    ['a small heap, less room than a search takes', { used: 46, most: 60 }, true],
    ['a small heap that is used as any is at the start', { used: 20, most: 48 }, false],
  ])('is near: %s', (_, fill, expected) => {
    expect(isNearlyFull(fill)).toBe(expected);
  });

  it('is refused before anything runs if the limit is below the memory in use', () => {
    const { code, out, err } = run({}, ['explore', '--memory', '10']);
    expect(err).toMatch(
      /^swarmcheck: --memory 10 is less than the \d+ MB that the process takes before anything runs; allow more\n$/,
    );
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });
});

describe('a run that receives a signal', () => {
  /** Sends signals, each when it has seen what it waits for. */
  async function signalled(
    parts: CounterParts,
    ...signals: readonly (readonly [after: RegExp, signal: NodeJS.Signals])[]
  ) {
    const folder = userFolder({ 'my.suite.ts': counterSuite(parts) });
    const env = quietEnvironment();
    const child = spawn(process.execPath, [main, 'explore', '--suite', 'my.suite.ts'], { cwd: folder, env });
    const left = [...signals];
    let said = '';
    let out = '';
    const hear = (chunk: unknown) => {
      said += String(chunk);
      for (let [next] = left; next?.[0].test(said); [next] = left) {
        child.kill(next[1]);
        left.shift();
      }
    };
    child.stderr.on('data', hear);
    child.stdout.on('data', (chunk) => {
      out += String(chunk);
    });
    const end = await new Promise((resolve) =>
      child.on('close', (code, signal) => resolve({ code, signal })),
    );
    return { end, out, said };
  }

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('by %s reports what it knows', async (signal) => {
    const { end, out } = await signalled({ bound: 1e12 }, [/exploring/, signal]);
    expect(lastLine(out)).toBe('inconclusive: the run was interrupted');
    expect(end).toEqual({ code: 3, signal: null });
  });

  it('twice ends at once; after the first the call that does not return is named', async () => {
    const { end, said } = await signalled(
      { step: `if (state === 2) { console.log('in the loop'); while (true); }` },
      [/in the loop/, 'SIGTERM'],
      [/interrupt once more/, 'SIGINT'],
    );
    expect(said).toContain(
      "swarmcheck: interrupted, but node 'a' at input 'switch' has not returned (lamp model, scope default); interrupt once more to end at once, without a report",
    );
    expect(end).toEqual({ code: null, signal: 'SIGINT' });
  });

  it('while a suite is loaded ends at once, without a report', async () => {
    const { end, out } = await signalled({ top: "console.log('loading'); while (true);" }, [
      /loading/,
      'SIGINT',
    ]);
    expect({ end, out }).toEqual({ end: { code: null, signal: 'SIGINT' }, out: '' });
  });

  it.each([
    ['a report', 'json', /"reasons": \[\n +"the time limit of 0.001 s was reached"\n +\]/],
    [
      'JUnit',
      'junit',
      /name="reaches a verdict">\n +<skipped message="the time limit of 0.001 s was reached"/,
    ],
    ['the last line of --quiet', 'text', /^inconclusive: the time limit of 0.001 s was reached\n$/m],
  ])('says why in %s', (_, format, expected) => {
    const { code, out } = run({ bound: 1e12 }, ['explore', '--time', '0.001', '--quiet', '--format', format]);
    expect(out).toMatch(expected);
    expect(code).toBe(3);
  });

  it('before it began is inconclusive', () => {
    const { code, out } = run({ bound: 1e12 }, ['explore', '--time', '0.001']);
    expect(lastLine(out)).toBe('inconclusive: the time limit of 0.001 s was reached');
    expect(code).toBe(3);
  });
});

describe('a file that cannot be written', () => {
  /** A folder in which output paths are blocked by a file and by a folder. */
  function blocked(parts: CounterParts, args: readonly string[]): Ran {
    const folder = userFolder({ 'my.suite.ts': counterSuite(parts) });
    mkdirSync(join(folder, 'out/lamp'), { recursive: true });
    writeFileSync(join(folder, 'out/lamp/model'), '');
    mkdirSync(join(folder, 'out/report.json'));
    return node([main, 'explore', '--suite', 'my.suite.ts', '--out', 'out', ...args], {}, folder);
  }

  it('leaves a violated property violated, also in the report', () => {
    const { code, out, err } = blocked({ broken: 2 }, ['--format', 'json']);
    const sentence =
      /--out: out\/lamp\/model\/low.trace.json cannot be written \(.*\); name a folder that can be written/;
    expect(err).toMatch(sentence);
    const report = JSON.parse(out);
    expect(report).toMatchObject({
      verdict: 'broken',
      exit: 1,
      unwritten: [expect.stringMatching(sentence)],
    });
    expect(report.checks[0].properties[0].counterexample).not.toHaveProperty('trace');
    expect(code).toBe(1);
  });

  it.each<[string, CounterParts, number]>([
    ['violated, the code of a violation', { broken: 2 }, 1],
    ['well, that of a failure', {}, 4],
  ])('where it is the report, has where all is %s', (_, parts, expected) => {
    const { code, out, err } = blocked(parts, ['--format', 'text,json']);
    expect(err).toContain('swarmcheck: --out: out/report.json cannot be written');
    expect(out).not.toContain('to replay it');
    expect(code).toBe(expected);
  });

  it('beside the report is listed in it', () => {
    const folder = userFolder({ 'my.suite.ts': counterSuite({}) });
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: 'nowhere/summary.md' };
    const { code, out } = node([main, 'explore', '--suite', 'my.suite.ts', '--format', 'json'], env, folder);
    const unwritten = [expect.stringMatching(/^the GitHub annotations cannot be written \(ENOENT.*\)$/)];
    expect(JSON.parse(out)).toMatchObject({ verdict: 'failed', exit: 4, unwritten });
    expect(code).toBe(4);
  });

  it('is ignored if its reader has gone, and fails if the disk is full', () => {
    const folder = userFolder({ 'my.suite.ts': counterSuite({ broken: 2 }) });
    const shell = (rest: string) =>
      node(
        [
          '-e',
          `process.exitCode = require('node:child_process').spawnSync('bash', ['-c', ${JSON.stringify(`set -o pipefail; "$0" "$1" explore --suite my.suite.ts --format json ${rest}`)}, process.execPath, ${JSON.stringify(main)}], { stdio: 'inherit' }).status`,
        ],
        {},
        folder,
      );
    expect(shell('| head -c 1')).toMatchObject({ code: 1, out: '{' });
    const full = shell('> /dev/full');
    expect(full.err).toMatch(/swarmcheck: the output cannot be written \(ENOSPC.*\)\n/);
    expect(full.code).toBe(4);
  });
});

describe('schedules that do not reach a goal', () => {
  it('are inconclusive if they reach no goal', () => {
    const { code, out } = run({ goal: 99 }, ['fuzz', '--runs', '5', '--property', 'goal']);
    expect(out).toContain('never reached: Goal');
    expect(lastLine(out)).toBe('inconclusive: no schedule reached a goal; draw more or longer schedules');
    expect(code).toBe(3);
  });

  it('name the goals that they did not reach, if they reach others', () => {
    const { code, out } = run({ goal: 99 }, ['fuzz', '--runs', '5', '--quiet']);
    expect(out.trim()).toBe('never reached: Goal');
    expect(code).toBe(0);
  });
});

describe('threads', () => {
  it.each([
    ['as many as are asked for', 40, 8, 3, 3],
    ['no more than checks', 1, 8, 99, 1],
    ['no more than cores', 40, 2, 99, 2],
    ['for few checks none', 7, 8, undefined, 0],
    ['for many checks one a core', 99, 4, undefined, 4],
  ])('%s', (_, checks, cores, asked, expected) => {
    expect(jobsFor(checks, cores, asked)).toBe(expected);
  });
});
