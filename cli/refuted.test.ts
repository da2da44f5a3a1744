/**
 * Refuted claims in the command: what counts as refuted, what ends with 3 because it does not, and what is
 * refused with 2.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { reportSchema } from '../reports/report.ts';
import { swarmcheck, userFolder, vitest } from '../tests/support/command.ts';

const right = `
  Low: { ...says, breaks: low, scope: 'default', shortest: 3 },
  Due: { ...says, breaks: due, scope: 'default', shortest: { stem: 4, loop: 0 } },
  Twice: { ...says, breaks: low, scope: 'default', shortest: 2, setting: { by: 2 } },
  Leaps: { ...says, breaks: low, scope: 'default', shortest: 1, roles: { counter: counter(3) } },
`;

/** A counter that counts to 4, and the claims of a suite about it. */
const counterSuite = (refuted: string) => `
import { nodes, protocol } from 'swarmcheck';
const kit = protocol();
const counter = (step) => ({
  init: ({ setting: { by } }) => ({ state: { n: 0, by: by * step }, effects: [{ type: 'arm', timer: 'tick' }] }),
  step: ({ n, by }) => ({ state: { n: Math.min(n + by, 4), by }, effects: n + by < 4 ? [{ type: 'arm', timer: 'tick' }] : [] }),
  view: ({ n }) => ({ n }),
});
const says = { says: 'The counter passes it.', source: 'the house rules' };
const low = kit.always({ name: 'Low', ...says, node: ({ n }) => n < 3 });
const small = kit.always({ name: 'Small', ...says, node: ({ n }) => n < 5 });
const two = kit.sometimes({ name: 'Two', ...says, node: ({ n }) => n === 2 });
const due = kit.leadsTo({ name: 'Due', ...says, from: { node: ({ n }) => n === 1 }, node: ({ n }) => n === 9 });
const stays = kit.settles({ name: 'Stays', ...says, node: ({ n }) => n < 3, withinMs: 10 });
const elsewhere = kit.always({ name: 'Elsewhere', ...says, node: ({ n }) => n < 3 });
const system = (actor) => ({ nodes: nodes(['a'], actor('counter')), network: 'set', setting: { by: 1 } });
export const suite = kit.suite({
  name: 'counting', ...says, roles: { counter: { model: counter(1) } }, properties: [small],
  scopes: { default: { says: 'one', system, properties: [low, due, two, stays] }, main: { says: 'one', system, properties: [elsewhere] } },
  bugs: { K1: { ...says, breaks: small, scope: 'main', model: { counter: { ...counter(1), step: ({ n, by }) => ({ state: { n: n + 9, by }, effects: [] }) } } } },
  refuted: {${refuted}},
});
export const plain = { ...suite, name: 'plain', bugs: {}, refuted: undefined, properties: [small] };
`;

const run = (refuted: string, ...args: string[]) =>
  swarmcheck(
    [...args, '--suite', './suite.mjs', '--no-color'],
    {},
    userFolder({ 'suite.mjs': counterSuite(refuted) }),
  );
const refute = (refuted: string, ...args: string[]) => run(refuted, 'refuted', 'counting', ...args);
const verify = (refuted: string, ...args: string[]) =>
  run(refuted, 'verify', 'counting', '--scope', 'main', '--property', 'low', ...args);
const claim = (fields: string) => `Low: { ...says, breaks: low, scope: 'default', shortest: 3, ${fields} }`;

describe('a claim that is refuted', () => {
  it('counts if its counterexample has the length that the suite gives; also a lasso, other actors and settings', () => {
    const { out, code, folder } = refute(right, '--format', 'text,json');
    expect(out).toContain('4 of 4 claims refuted by a counterexample; to see one step by step: ');
    expect(out).toMatch(/^ {2}refuted {9}Due {2}The counter passes it\. \(the house rules\)$/m);
    expect(out).toContain('violates Due in stem 4, loop 0, found after 5 worlds of scope default');
    expect(out.trimEnd().split('\n').at(-1)).toBe('all as expected');
    expect(code).toBe(0);
    const report = reportSchema.parse(
      JSON.parse(readFileSync(join(folder, 'swarmcheck-out/report.json'), 'utf8')),
    );
    expect(report.checks).toMatchObject([
      { kind: 'refutation', id: 'Low', shortest: 3, outcome: 'refuted', property: { verdict: 'violated' } },
      { kind: 'refutation', id: 'Due', shortest: { stem: 4, loop: 0 }, outcome: 'refuted' },
      { kind: 'refutation', id: 'Twice', subject: 'refuted:Twice', outcome: 'refuted' },
      { kind: 'refutation', id: 'Leaps', outcome: 'refuted' },
    ]);
  });

  it('has a table in verify, and a column in the tables before and after', () => {
    const { out, code } = verify(right);
    const lines = out.split('\n').map((line) => line.replaceAll(/[\d.]+ s$/g, '# s'));
    expect(lines).toEqual(
      expect.arrayContaining([
        'to check  scope  properties  lockstep  schedules  known bugs  refuted claims',
        'counting  main            0  -         -          -                        3',
        '           claim  property  scope    length   source',
        '  refuted  Low    Low       default  3 steps  the house rules',
        '  refuted  Twice  Low       default  2 steps  the house rules',
        '  refuted  Leaps  Low       default  1 step   the house rules',
        'protocol  worlds  properties  lockstep  schedules  known bugs  refuted claims  seconds',
        'counting  -       -           -         -          -           3 of 3          # s',
      ]),
    );
    expect(code).toBe(0);
  });

  it('is a subject, and its trace can be replayed on it', () => {
    const { out, code, folder } = run(right, 'explore', '--subject', 'refuted:twice', 'counting');
    const file = 'swarmcheck-out/counting/refuted/Twice.trace.json';
    expect(out).toContain(`to replay it: npx swarmcheck replay ${file}`);
    expect(out.trimEnd().split('\n').at(-1)).toBe('VIOLATED  counting refuted:Twice: Low');
    expect(code).toBe(1);
    expect(existsSync(join(folder, file))).toBe(true);
    const replayed = (...args: string[]) =>
      swarmcheck(['replay', file, '--suite', './suite.mjs', '--no-color', ...args], {}, folder);
    expect(replayed()).toMatchObject({ code: 1 });
    expect(replayed('--subject', 'refuted:Leaps').out).toContain('another setting');
  });

  it('is listed', () => {
    const { out } = run(right, 'list');
    expect(out).toMatch(/ {2}refuted claims\n {4}Low {4}Low: The counter passes it\. \(3 steps\)\n/);
    expect(out).toContain('Due: The counter passes it. (stem 4, loop 0)');
  });

  it('can be chosen by its id', () => {
    expect(refute(right, '--claim', 'low,Leaps').out).toContain('2 of 2 claims refuted');
    expect(refute(right, '--claim', 'Lows')).toMatchObject({
      code: 2,
      err: expect.stringContaining(
        "protocol 'counting' has no subject 'refuted:Lows'; did you mean refuted:Low?",
      ),
    });
    expect(refute(right, '--property', 'small')).toMatchObject({
      code: 3,
      out: expect.stringContaining("no refuted claim violates 'small'"),
    });
    expect(run(right, 'refuted', 'plain').err).toContain(
      "protocol 'plain' lists no refuted claims; give its suite 'refuted'",
    );
  });
});

describe('a claim that is not refuted as the suite gives it', () => {
  it('ends verify with 3 if its property holds', () => {
    const { out, code } = run(
      "Low: { ...says, breaks: small, scope: 'default', shortest: 3 }",
      ...['verify', 'counting', '--scope', 'main', '--property', 'small'],
    );
    expect(out).toMatch(/^ {2}NOT REFUTED {5}Low /m);
    expect(out).toContain('Small: holds; 5 worlds of scope default');
    expect(out).toMatch(/^counting .* 1 of 1 {6}0 of 1 /m);
    expect(out).toContain('inconclusive: counting Low is not refuted, because Small holds');
    expect(code).toBe(3);
  });

  it.each([
    [
      'another number of steps',
      claim('shortest: 4'),
      'Low has a shortest counterexample of 3 steps, but the suite gives 4 steps',
    ],
    [
      'another loop',
      claim('breaks: due, shortest: { stem: 3, loop: 1 }'),
      'Low has a shortest counterexample of stem 4, loop 0, but the suite gives stem 3, loop 1',
    ],
    [
      'other actors',
      claim('roles: { counter: counter(2) }'),
      'counterexample of 2 steps, but the suite gives 3 steps',
    ],
  ])('ends with 3 if the counterexample has %s', (_, claims, sentence) => {
    const { out, code } = refute(claims);
    expect(out).toMatch(/^ {2}LENGTH DIFFERS {2}Low /m);
    expect(out).toMatch(/ breadth-first search finds this length, but the suite gives /);
    expect(out).toContain('0 of 1 claims refuted');
    expect(out.trimEnd().split('\n').at(-1)).toContain(sentence);
    expect(code).toBe(3);
  });

  it('ends verify with 3 if the length differs, or a limit ends the search', () => {
    const { out, code } = verify(claim('shortest: 2'));
    expect(out).toMatch(/^counting .* 0 of 1 /m);
    expect(code).toBe(3);
    const cut = verify(claim(''), '--max-states', '2');
    expect(cut.out).toMatch(/^ {2}inconclusive {4}Low /m);
    expect(cut.code).toBe(3);
  });

  it('fails its test in vitest', () => {
    const tests = `
import { describeProtocol } from 'swarmcheck/vitest';
import { suite } from './suite.mjs';
const off = { regressions: false, paths: false, scopes: [], bugs: false };
describeProtocol(suite, off);
describeProtocol({ ...suite, name: 'without' }, { ...off, refuted: false, bugs: true });
`;
    const claims = `${right} Late: { ...says, breaks: low, scope: 'default', shortest: 5 }`;
    const { out, code } = vitest(
      ['run'],
      {},
      userFolder({ 'suite.mjs': counterSuite(claims), 'suite.test.mjs': tests }),
    );
    expect(out).toContain('refuted claims > Late violates Low, 5 steps');
    expect(out).toContain(
      'Late is refuted by a counterexample of another length: 3 steps, but the suite gives 5 steps',
    );
    expect(out).toMatch(/Tests {2}1 failed \| 5 passed/);
    expect(code).toBe(1);
  });
});

describe('a suite with a wrong claim', () => {
  it.each([
    [
      claim("breaks: 'Low'"),
      "refuted claim Low must break a property of the suite or of scope default; give 'breaks' the property itself",
    ],
    [claim('breaks: elsewhere'), 'refuted claim Low must break a property of the suite or of scope default'],
    [claim("scope: 'gone'"), "refuted claim Low names scope 'gone'; it has default, main"],
  ])('%s is refused', (claims, sentence) => {
    const { err, out, code } = run(claims, 'list', 'counting');
    expect(err).toContain(sentence);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect({ out, code }).toEqual({ out: '', code: 2 });
  });

  it('is refused as a regression, because a regression must not violate its property', () => {
    const { folder } = refute(right);
    const file = 'swarmcheck-out/counting/refuted';
    const { err, code } = swarmcheck(
      ['verify', 'counting', '--scope', 'main', '--suite', './suite.mjs', '--regressions', file],
      {},
      folder,
    );
    expect(err).toContain("Due.trace.json: refuted:Due must violate 'Due', and a regression must not");
    expect(code).toBe(2);
  });

  it('is suggested for a misspelled id', () => {
    for (const [word, meant] of [
      ['bug:Low', 'refuted:Low'],
      ['refuted:K1', 'bug:K1'],
      ['refuted:Low/lockstep', 'refuted:Low'],
    ] as const)
      expect(run(right, 'explore', 'counting', '--subject', word)).toMatchObject({
        code: 2,
        err: expect.stringContaining(
          `protocol 'counting' has no subject '${word}'; did you mean ${meant}? a subject is`,
        ),
      });
  });
});
