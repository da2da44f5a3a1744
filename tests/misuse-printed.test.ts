/**
 * Tests the printed text: the tables of verify, lists, suggestions, help, commands to paste, and in vitest
 * one failed test for each mistake.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { messageOf } from '../checker/index.ts';
import { explain } from '../cli/failure.ts';
import { program } from '../cli/program.ts';
import { suites } from '../properties/index.ts';
import { listSchema } from '../reports/list.ts';
import { installed, node, type Ran, swarmcheck, userFolder, vitest, writeIn } from './support/command.ts';
import { minimalSuite } from './support/minimal-suite.ts';
import { repository } from './support/repository.ts';

const raftTrace = 'swarmcheck-out/raft/bugs/R3.trace.json';

const counters = `
import { nodes, protocol } from 'swarmcheck';

const kit = protocol();
const counter = (step, init = () => ({ n: 0 })) => kit.implementation === undefined ? undefined : {
  init: () => ({ state: init(), effects: [{ type: 'arm', timer: 'tick' }] }), view: (state) => ({ n: state.n }), rename: (state) => state, step,
};
const up = (state) => ({ state: { n: state.n + 1 }, effects: state.n < 3 ? [{ type: 'arm', timer: 'tick' }] : [] });
const property = (name, limit) => kit.always({ name, says: name + '.', source: 'here', node: (view) => view.n < limit });
const suiteOf = (name, step, properties, implementation) => kit.suite({
  name, says: name, source: 'here', properties,
  roles: { counter: { model: counter(up), ...(implementation && { implementation: counter(implementation) }), ...(step && { model: counter(step) }) } },
  scopes: { default: { says: 'two', system: (actor) => ({ nodes: nodes(['a', 'b'], actor('counter')), network: 'unordered' }) } },
  storms: [{ scope: 'default', runs: 5, actions: 10 }],
});
const small = property('Small', 9);
const bug = (step, name, limit, sides) => ({ says: 'It counts wrong.', source: 'here', breaks: small, scope: 'default', model: { counter: counter(step) }, implementation: { counter: counter(step) } });
const leaps = (state) => ({ ...up(state), state: { n: state.n + 9 } });
const two = kit.sometimes({ name: 'Two', says: 'One has two.', source: 'here', node: (view) => view.n === 2 });
const counting = suiteOf('counting', undefined, [small, two], up);
export const caught = { ...counting, bugs: { K1: bug(leaps), K10: bug(leaps) } };
export const missed = { ...counting, name: 'missed', bugs: { K1: bug(leaps), K2: bug(up) } };
export const throwing = suiteOf('throwing', () => { throw new Error('out of paper'); }, [property('Small', 9), property('Tiny', 8)]);
export const high = suiteOf('high', undefined, [property('Low', 2), property('Small', 9)], up);
export const strayed = suiteOf('strayed', undefined, [property('Small', 9), property('Low', 5)], (state) => ({ ...up(state), state: { n: state.n + 7 } }));
export const fine = suiteOf('fine', undefined, [property('Small', 9)], up);
`;

describe('verify', () => {
  const suites = (names: string) => ({
    'counters.mjs': counters,
    'swarmcheck.config.js': `import { ${names} } from './counters.mjs';\nexport default { suites: [${names}] };`,
  });
  const run = (names: string, ...more: string[]) =>
    swarmcheck(['verify', '--no-color', ...more], {}, userFolder(suites(names)));
  let ran: Ran;
  let lines: readonly string[] = [];

  beforeAll(() => {
    ran = run('caught, fine');
    lines = ran.out.trimEnd().split('\n');
  });

  it('begins with a table of the checks, and ends with a table of the outcomes', () => {
    expect(ran.code).toBe(0);
    expect(lines.slice(2, 5)).toEqual([
      'to check  scope    properties  lockstep  schedules  known bugs',
      'counting  default           3  yes              15           2',
      'fine      default           2  yes              15           -',
    ]);
    const at = lines.findIndex((line) => line.startsWith('protocol '));
    expect(lines[at]).toBe(
      'protocol  worlds  properties         lockstep  schedules        known bugs  seconds',
    );
    expect(lines[at + 1]).toMatch(
      /^counting {6}25 {2}1 hold, 1 reached {2}holds {5}15 not violated {2}2 of 2 {6}[\d.]+ s$/,
    );
    expect(lines[at + 2]).toMatch(/^fine {10}25 {2}1 hold {13}holds {5}15 not violated {2}- {11}[\d.]+ s$/);
    expect(lines[at + 3]).toMatch(/^\(seconds of all checks, added up; the run took [\d.]+ s\)$/);
    expect(lines.at(-1)).toBe('all hold');
  });

  it('has one line for each expected result, and no trace', () => {
    const shown = lines.filter((line) => line.startsWith('  '));
    expect(
      shown.map((line) => line.replaceAll(/[\d.]+ s$/g, '# s').replaceAll(/[\d,]+ actions/g, '# actions')),
    ).toEqual([
      '  scope default: 2 counter nodes; messages arrive in any order, none lost; no crashes; two',
      '  holds         model     1 property, 1 of 1 goal reached; 25 worlds, 8 steps deep, # s',
      '  holds         lockstep  2 properties, 1 of 1 goal reached; 25 worlds, 8 steps deep, # s',
      '  not violated  default   2 properties, 1 of 1 goal reached; 15 schedules of model, implementation, lockstep, # actions, # s',
      '  known bug          model  implementation  lockstep  (steps of the counterexample)',
      '  caught        K1       1               1         1  It counts wrong.',
      '  caught        K10      1               1         1  It counts wrong.',
      '  2 of 2 known bugs caught; to see one step by step: npx swarmcheck show swarmcheck-out/counting/bugs/K1.trace.json',
      '  scope default: 2 counter nodes; messages arrive in any order, none lost; no crashes; two',
      '  holds         model     1 property; 25 worlds, 8 steps deep, # s',
      '  holds         lockstep  2 properties; 25 worlds, 8 steps deep, # s',
      '  not violated  default   2 properties; 15 schedules of model, implementation, lockstep, # actions, # s',
    ]);
    for (const sign of ['\n\n\n', '\u001b', '\r']) expect(ran.out).not.toContain(sign);
  });

  it('prints everything with --verbose', () => {
    const { out } = run('caught', '--verbose');
    expect(out).toContain('  holds         Small  Small.');
    expect(out).toMatch(/^ {2}caught {8}K10 {2}It counts wrong\./m);
    expect(out).toMatch(/^ +1 {2}a times out: tick$/m);
    expect(out).toContain('protocol  worlds');
  });

  it('prints failed checks in full', () => {
    const { out, code } = run('missed, high');
    expect(out).toContain(
      '  NOT CAUGHT    K2  It counts wrong. (here)\n                model: Small: holds; 25 worlds of scope default\n',
    );
    expect(out).toContain('  caught        K1      1  ');
    expect(out).toMatch(/^missed .* 1 of 2 /m);
    expect(out).toContain('  VIOLATED      Low    Low.');
    expect(out).toMatch(/^ +1 {2}a times out: tick\n +a: n 0 -> 1$/m);
    expect(out).toMatch(/^high {10}\d+ {2}1 VIOLATED, 1 hold {2}VIOLATED {2}\d+ VIOLATED +- /m);
    expect(out).not.toMatch(/\n\n\n| $/m);
    expect(code).toBe(1);
  });
});

describe('list', () => {
  it('is wrapped, without a terminal at 80 columns', () => {
    const { out } = swarmcheck(['list', '--no-color']);
    const widest = Math.max(...out.split('\n').map((line) => line.length));
    expect(widest).toBeLessThanOrEqual(80);
    expect(widest).toBeGreaterThan(70);
  });

  it('--format json matches its schema, and contains the values of flags', () => {
    const { out, code } = swarmcheck(['list', '--format', 'json']);
    const { protocols } = listSchema.parse(JSON.parse(out));
    expect(code).toBe(0);
    expect(protocols.map(({ name }) => name)).toEqual(suites.map(({ name }) => name));
    expect(protocols[0]?.properties[0]).toMatchObject({ name: 'Election Safety', word: 'election-safety' });
    const chord = protocols.find(({ name }) => name === 'chord');
    const claims = chord?.refuted.map(({ id, shortest }) => [id, shortest]);
    expect(claims?.slice(0, 2)).toEqual([
      ['C1', 1],
      ['C2', 12],
    ]);
    expect(claims).toContainEqual(['O12', { stem: 25, loop: 4 }]);
    expect(protocols[0]?.bugs.find(({ id }) => id === 'R3')).toMatchObject({
      breaks: 'Election Safety',
      subjects: ['model', 'implementation', 'lockstep'],
    });
  });
});

describe('an unknown name', () => {
  it.each([
    [['explore', 'raf'], "there is no protocol 'raf'; did you mean raft? there is raft, chord"],
    [['explore', 'raft', '--scope', 'defalt'], "has no scope 'defalt'; did you mean default? it has quick, "],
    [['explore', 'raft', '--property', 'log-maching'], "'log-maching'; did you mean log-matching? it has "],
    [
      ['explore', 'raft', '--property', 'Safty'],
      'did you mean election-safety or state-machine-safety? it has ',
    ],
    [
      ['explore', 'raft', '--subject', 'modle'],
      'did you mean model? a subject is model, implementation, lockstep, or bug: ',
    ],
    [
      ['explore', 'raft', '--subject', 'bug:R8b'],
      "protocol 'raft' has no subject 'bug:R8b'; did you mean bug:R8",
    ],
    [['bugs', 'chord', '--bug', 'C33'], 'did you mean bug:C3 or bug:C13? a subject is '],
    [
      ['fuzz', 'raft', '--strategy', 'chrun'],
      "there is no strategy 'chrun'; did you mean churn? there is uniform, ",
    ],
    [
      ['verify', '--format', 'jsn'],
      "there is no --format 'jsn'; did you mean json? there is text, json, junit, html; write ",
    ],
    [
      ['list', '--format', 'jsn'],
      "there is no --format 'jsn' of list; did you mean json? there is text, json",
    ],
    [
      ['explore', 'raft', '--order', 'depth'],
      "there is no --order 'depth'; did you mean depth-first? there is ",
    ],
    [
      ['show', join(repository, 'regressions/raft/R3.trace.json'), '--as', 'sgv'],
      "there is no --as 'sgv' for protocol 'raft'; did you mean svg? there is text, ",
    ],
  ])('%j is one sentence', async (args, sentence) => {
    const thrown = await program(() => {})
      .parseAsync(args, { from: 'user' })
      .catch((error: unknown) => error);
    expect(explain(thrown)).toEqual({ exit: 2, text: expect.stringContaining(sentence) });
    expect(messageOf(thrown)).not.toContain('\n');
    expect(messageOf(thrown).length).toBeLessThan(400);
  });

  it.each([
    [['verify', '--sope', 'x'], "unknown option '--sope'; did you mean --scope? there is "],
    [['verfy'], "unknown command 'verfy'; did you mean verify? there is list, "],
  ])('%j is one sentence of the command', (args, sentence) => {
    const { code, out, err } = swarmcheck(args);
    expect(err).toContain(sentence);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });
});

describe('--help', () => {
  const commands = [
    'list',
    'verify',
    'explore',
    'fuzz',
    'bugs',
    'refuted',
    'replay',
    'show',
    'sample',
    'chart',
  ];

  it('has an example for each command', () => {
    const { out } = swarmcheck(['--help']);
    for (const command of commands) expect(out).toMatch(new RegExp(`^ {2}npx swarmcheck ${command}\\b`, 'm'));
    expect(out).toContain('Exit codes');
  });

  it.each(commands)('of %s has examples, and lines of at most 80 columns', (command) => {
    const { out } = swarmcheck([command, '--help']);
    expect(out).toContain(`Examples:\n  npx swarmcheck ${command}`);
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    if (command === 'verify') expect(out).toContain('What to check:');
    if (command === 'verify') expect(out.indexOf('What to check:')).toBeLessThan(out.indexOf('Limits:'));
  });
});

describe('a command to paste', () => {
  it('begins as the command was started, and is quoted', () => {
    const bug = ['explore', 'raft', '--subject', 'bug:R3', '--out', "my $traces' folder"];
    const quoted = `'my $traces'\\'' folder/raft/bugs/R3.trace.json'`;
    const local = swarmcheck(bug);
    expect(local.out).toContain(`to replay it: npx swarmcheck replay ${quoted}\n`);
    const inCI = installed(bug, { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: 'summary.md' }, local.folder);
    expect(inCI.out).toContain(`to replay it: swarmcheck replay ${quoted}\n`);
    expect(readFileSync(join(local.folder, 'summary.md'), 'utf8')).toContain(
      `to replay it: swarmcheck replay ${quoted}`,
    );
    const junit = swarmcheck([...bug, '--format', 'junit'], {}, local.folder);
    expect(junit.out).toContain(`npx swarmcheck replay ${quoted}`);
  });

  it('a test imports the suite from its known file, or from no file', () => {
    const files = {
      'suites/lamp.suite.ts': minimalSuite.replaceAll("'./", "'../"),
      'held/swarmcheck.config.ts': `import * as suites from '../suites/lamp.suite.ts';\nexport default { suites: [Object.values(suites)[0]] };`,
      'swarmcheck.config.ts': "export default { suites: ['./suites/lamp.suite.ts'] };",
    };
    const folder = userFolder(files);
    const { out } = swarmcheck(['verify', '--no-color'], {}, folder);
    const [, trace = ''] = /npx swarmcheck replay (\S+)/.exec(out) ?? [];
    expect(trace).not.toBe('');
    const show = (at: string, ...more: string[]) =>
      swarmcheck(['show', join(folder, trace), '--as', 'test', ...more], {}, join(folder, at));
    const pasted = show('.').out;
    expect(pasted).toContain(" from './suites/lamp.suite.ts';");
    expect(show('held', '--suite', '../suites/lamp.suite.ts').out).toContain(
      " from '../suites/lamp.suite.ts';",
    );
    expect(show('held')).toMatchObject({
      code: 2,
      err: expect.stringContaining('name the file that exports it with --suite'),
    });
    expect(swarmcheck(['show', join(folder, trace), '--as', 'test'])).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('there is no protocol '),
    });
    writeIn(folder, 'pasted.test.ts', pasted);
    expect(vitest(['run', 'pasted.test.ts'], {}, folder)).toMatchObject({
      code: 1,
      out: expect.stringContaining(' is violated: '),
    });
  });
});

const described = `
import { describeProtocol } from 'swarmcheck/vitest';
import { throwing, high as tall, strayed, fine } from '../src/counters.mjs';

describeProtocol(throwing);
describeProtocol(tall);
describeProtocol(strayed);
describeProtocol(fine);
`;

describe('in vitest', () => {
  const folder = userFolder({ 'src/counters.mjs': counters, 'test/counters.test.mjs': described });
  let out = '';
  let code: number | null = null;
  const tests: { title: string; status: string; said: string }[] = [];
  const failed = (suite: string) =>
    tests.filter(({ title, status }) => title.startsWith(`${suite} `) && status === 'failed');

  beforeAll(() => {
    const args = ['run', '--reporter=json', '--outputFile=results.json', '--reporter=verbose'];
    ({ out, code } = vitest(args, { CI: 'true' }, folder));
    const results = JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8'));
    for (const { fullName, status, failureMessages } of results.testResults[0].assertionResults)
      tests.push({ title: fullName, status, said: failureMessages.join('\n') });
  }, 60_000);

  it.each([
    ['throwing', 'throwing model, scope default is explored completely', 'out of paper', 3],
    ['high', 'high model, scope default Low: Low.', 'Low is violated', 3],
    [
      'strayed',
      'strayed lockstep, scope default Refinement: Every step of the implementation is a step of the model.',
      'Refinement is violated',
      2,
    ],
  ])('one mistake of %s is one failed test, and what follows is skipped', (suite, title, sentence, least) => {
    expect(failed(suite).map((test) => test.title)).toEqual([title]);
    expect(failed(suite)[0]?.said).toContain(sentence);
    const skipped = tests.filter((test) => test.title.startsWith(`${suite} `) && test.status === 'skipped');
    expect(skipped.length).toBeGreaterThanOrEqual(least);
    expect(code).toBe(1);
  });

  it('names the test that failed, and skips nothing where none did', () => {
    expect(out).toContain('[skipped because "model, scope default > is explored completely" failed]');
    expect(tests.filter(({ title }) => title.startsWith('fine ')).map(({ status }) => status)).not.toContain(
      'skipped',
    );
  });

  it('fails a test that is run alone, even if another test implies it', () => {
    const alone = vitest(['run', '-t', 'throwing model, scope default Tiny'], { CI: 'true' }, folder);
    expect(alone.code).toBe(1);
    expect(alone.out).toContain('out of paper');
    expect(alone.out).toMatch(/Tests {2}1 failed/);
  });

  it('does not let a retry turn it green', () => {
    const again = vitest(['run', '--retry=2'], { CI: 'true' }, folder);
    expect(again.code).toBe(1);
    expect(again.out).toMatch(/Tests {2}3 failed/);
  });

  it('names the suite file in the command and in the test to paste', () => {
    const said = failed('high')[0]?.said ?? '';
    expect(said).toContain(
      'npx swarmcheck replay swarmcheck-out/high/model/low.trace.json --suite ./src/counters.mjs',
    );
    expect(said).toContain('a test to paste beside test/counters.test.mjs:');
    const pasted = /^ {2}import 'swarmcheck\/vitest';[\s\S]*?^ {2}\}\);$/m.exec(said)?.[0] ?? '';
    expect(pasted).toContain("import { high as suite } from '../src/counters.mjs';");
    writeIn(folder, 'test/pasted.test.mjs', pasted.replaceAll(/^ {2}/gm, ''));
    expect(vitest(['run', 'test/pasted.test.mjs'], {}, folder)).toMatchObject({
      code: 1,
      out: expect.stringContaining('Low is violated'),
    });
    const [, command = ''] = /npx swarmcheck (replay .*)/.exec(said) ?? [];
    expect(node([join(repository, 'dist/cli/main.js'), ...command.split(' ')], {}, folder)).toMatchObject({
      code: 1,
      out: expect.stringContaining('REPRODUCED'),
    });
  });
});

it('writes a trace to the file that it prints', () => {
  const { folder } = swarmcheck(['explore', 'raft', '--subject', 'bug:R3']);
  expect(swarmcheck(['replay', raftTrace], {}, folder).code).toBe(1);
});
