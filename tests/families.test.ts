/** Families of scopes in the command and in fuzz: output, files, replay, reports and exit codes. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Fuzzed, fuzzScope, propertyOf, regressionOf, systemOf } from '../checker/index.ts';
import { traceAt } from '../checker/suite/trace-store.node.ts';
import { replay } from '../checker/traces/replay.ts';
import { drain } from '../checker/values/drain.ts';
import { reportSchema } from '../reports/report.ts';
import { main, node, swarmcheck } from './support/command.ts';
import { repository } from './support/repository.ts';
import { coverage, heard, once, suite } from './support/rumour.ts';

const file = join(repository, 'dist/tests/support/rumour.js');
const run = (...args: readonly string[]) => swarmcheck([...args, '--suite', file, '--no-color']);
const member = 'graphs/4:0-1,0-2,1-2,1-3:2';

describe('the command explores a family', () => {
  it('says in how many members a property is violated, and in which the shortest counterexample is', () => {
    const { out, code, folder } = run('explore', 'rumour', '--scope', 'graphs');
    expect(out).toContain('model, scope graphs: family of 172 members; each with 2 to 4 nodes;');
    expect(out).toContain('  172 members, 4,551 worlds, 10,854 transitions');
    expect(out).toContain('every world of every member was visited');
    expect(out).toContain('hears the rumour. (in 2 steps in graphs/2:0-1:1)');
    expect(out).toContain('hears the rumour in the end. (in 6 of 172 members)');
    expect(out).toContain(`  Violated in 6 of 172 members; the shortest counterexample is in ${member}.\n`);
    expect(out.trim().split('\n').at(-1)).toBe('VIOLATED  rumour model: Coverage');
    expect(code).toBe(1);

    const trace = 'swarmcheck-out/rumour/model/coverage.graphs.trace.json';
    expect(traceAt(join(folder, trace)).scope).toBe(member);
    const again = node([main, 'replay', trace, '--suite', file], {}, folder);
    expect(again.out).toContain(`rumour, model, scope ${member}`);
    expect(again.out).toContain('REPRODUCED');
    expect(again.code).toBe(1);
    const { system, property } = regressionOf(suite, traceAt(join(folder, trace)), trace);
    expect(property).toBe(coverage);
    expect(Object.keys(system.nodes)).toHaveLength(4);
  });

  it('and one of its members, whose name the shell need not quote', () => {
    const { out, code } = run('explore', 'rumour', '--scope', member, '--property', 'once');
    expect(out).toContain(`model, scope ${member}: 4 node nodes;`);
    expect(code).toBe(0);
  });

  it('writes what it found in each member to its report, which JUnit and JSON share', () => {
    const { out, code } = run('explore', 'rumour', '--scope', 'graphs', '--format', 'json');
    const [check] = reportSchema.parse(JSON.parse(out)).checks;
    if (check?.kind !== 'exploration') throw new Error('it is no exploration');
    expect(check.members).toHaveLength(172);
    expect(check.members?.filter(({ verdicts }) => verdicts.Coverage === 'violated')).toHaveLength(6);
    expect(check.properties.find(({ name }) => name === 'Coverage')).toMatchObject({
      ...{ scope: member, members: { count: 6, of: 172 }, verdict: 'violated' },
    });
    expect(code).toBe(1);
    const junit = run('explore', 'rumour', '--scope', 'graphs', '--format', 'junit').out;
    expect(junit).toContain(`Violated in 4 steps in ${member} (6 of 172 members).`);
  });

  it('until a limit', () => {
    const { out, code } = run('explore', 'rumour', '--scope', 'small', '--max-worlds', '9');
    expect(out).toContain('stopped early: the limit of 9 worlds was reached');
    expect(code).toBe(3);
  });

  it('and refuses what needs one system', () => {
    const { err, code } = run('explore', 'rumour', '--scope', 'graphs', '--plan');
    expect(err).toContain(
      "scope 'graphs' is a family of 172 systems, and one system is needed here; name a member, for instance graphs/2:0-1:1",
    );
    expect(code).toBe(2);
    expect(run('explore', 'rumour', '--scope', 'graphs/9', '--plan').err).toContain(
      "family 'graphs' of protocol 'rumour' has no member '9'",
    );
  });
});

describe('verify', () => {
  it('catches a bug and refutes a claim in a family, on several threads too', () => {
    for (const jobs of ['1', '2']) {
      const { out, code, folder } = run('verify', 'rumour', '--scope', 'small', '--jobs', jobs);
      expect(out).toContain('1 property, 1 of 1 goal reached; 8 members, 39 worlds,');
      expect(out).toContain('1 of 1 known bugs caught');
      expect(out).toContain('1 of 1 claims refuted by a counterexample');
      expect(out.trim().split('\n').at(-1)).toBe('all hold');
      expect(code).toBe(0);
      expect(readdirSync(join(folder, 'swarmcheck-out/rumour/bugs'))).toEqual(['N1.trace.json']);
      const bug = readFileSync(join(folder, 'swarmcheck-out/rumour/bugs/N1.trace.json'), 'utf8');
      expect(JSON.parse(bug).scope).toBe('graphs/3:0-1,0-2,1-2:2');
    }
  });

  it('has the same commands for bugs and claims alone', () => {
    const bugs = run('bugs', 'rumour', '--seeds', '1', '--runs', '300');
    expect(bugs.out).toContain('1 of 1 known bugs caught: 1 by search, 1 by schedules');
    expect(bugs.code).toBe(0);
    const refuted = run('refuted', 'rumour');
    expect(refuted.out).toContain(`worlds of scope graphs, in ${member}`);
    expect(refuted.code).toBe(0);
  });

  it('lists the members of a family for programs', () => {
    const [protocol] = JSON.parse(run('list', 'rumour', '--format', 'json').out).protocols;
    const [, , graphs] = protocol.scopes;
    expect(graphs.members).toHaveLength(172);
    expect(protocol.scopes[0].members).toBeUndefined();
  });
});

describe('schedules of a family', () => {
  const model = { side: 'model' } as const;
  const draw = (bug: boolean, seed: number): Fuzzed =>
    drain(
      fuzzScope(suite, 'graphs', bug ? { ...model, bug: 'N1' } : model, [once, heard] as never, {
        ...{ runs: 40, actionsMax: 20, seed },
      }),
    );

  it('are drawn of its members, and a violation names its member', () => {
    const found = new Set<string>();
    for (let seed = 0; seed < 12; seed++) {
      const { violation } = draw(true, seed);
      const { property, trace, scope = '' } = violation ?? {};
      expect(property).toBe(once);
      const system = systemOf(suite, scope, { ...model, bug: 'N1' });
      if (trace === undefined) throw new Error('it has no trace');
      expect(replay(system, once as never, system.setting, trace).verdict).toBe('reproduced');
      found.add(scope);
    }
    expect(found.size).toBeGreaterThan(6);
    expect(draw(true, 3).violation?.scope).toBe(draw(true, 3).violation?.scope);
  });

  it('count the runs of all members', () => {
    const { runs, reached, violation } = draw(false, 1);
    expect(violation).toBeUndefined();
    expect(runs).toBe(40);
    expect(reached.get(propertyOf(suite, 'heard'))).toBeGreaterThan(30);
  });

  it('are drawn by the command, which writes the trace of the member', () => {
    const { out, code, folder } = run('fuzz', 'rumour', '--subject', 'bug:N1');
    const [, scope] = /The schedule is of (graphs\/\S+)\.\n/.exec(out) ?? [];
    expect(traceAt(join(folder, 'swarmcheck-out/rumour/bugs/N1.trace.json')).scope).toBe(scope);
    expect(code).toBe(1);
  });
});
