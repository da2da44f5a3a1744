/**
 * Tests the errors for wrong configurations and trace files: each row has the exit code and the sentence. A
 * trace file is read back as it was written, or refused.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import type { Property } from '../checker/property/property.ts';
import type { System } from '../checker/semantics/system.ts';
import { strategyNamed } from '../checker/simulate/strategies/index.ts';
import { exploreAll } from '../checker/suite/explore.ts';
import { projectAround } from '../checker/suite/project.node.ts';
import { propertyOf } from '../checker/suite/properties.ts';
import { scopeOf, subjectOf } from '../checker/suite/subject.ts';
import { replay } from '../checker/traces/replay.ts';
import type { Trace } from '../checker/traces/trace.ts';
import { readTrace, type TraceRecord, writeTrace } from '../checker/traces/trace-file.ts';
import { canonical } from '../checker/values/canonical.ts';
import { CodeError, UsageError } from '../checker/values/errors.ts';
import { printable, printableJson } from '../checker/values/printable.ts';
import { explain } from '../cli/failure.ts';
import {
  file,
  folder as folderFlag,
  formatList,
  nameList,
  orderNamed,
  positiveNumber,
  wholeNumber,
} from '../cli/options.ts';
import { suites } from '../properties/index.ts';
import { suite as raft } from '../properties/raft/index.ts';
import { colouredLine, markedPalette } from '../reports/colours.ts';
import { type Rendering, recordText, renderings, replayText } from '../reports/index.ts';
import { swarmcheck, userFolder, writeIn } from './support/command.ts';
import { damaged } from './support/damaged-json.ts';
import {
  actorWithData,
  neverBoth,
  recordOfViolation,
  says,
  systemWithData,
  throughFile,
} from './support/data-records.ts';
import { hostileRecord } from './support/hostile.ts';
import { hostileSuite } from './support/hostile-suite.ts';
import { minimalSuite } from './support/minimal-suite.ts';
import { repository } from './support/repository.ts';

/** A lamp whose only property needs schedules, and another lamp that has this property too. */
const kinds = {
  timed: minimalSuite
    .replace("kit.always({ name: 'Dark'", "kit.settles({ withinMs: 100, name: 'Dark'")
    .replace('properties: [dark, lit]', 'properties: [dark]'),
  partly: minimalSuite.replace("kit.always({ name: 'Dark'", "kit.settles({ withinMs: 100, name: 'Dark'"),
};
const config = (...suites: string[]) => `export default { suites: ${JSON.stringify(suites)} };\n`;
const lastLine = (text: string) => text.trim().split('\n').at(-1);

/** The names of the protocols that come with swarmcheck. */
const included = suites.map(({ name }) => name).join(', ');
/** As an error lists them: the first twelve, and the count of the others. */
const lampAndIncluded = `lamp, ${suites
  .slice(0, 11)
  .map(({ name }) => name)
  .join(', ')}, and ${suites.length - 11} more`;

describe('no verdict without a suite', () => {
  it.each([['verify'], ['explore'], ['fuzz'], ['bugs']])(
    '%s without a suite is exit 2, with a hint',
    (command) => {
      const { code, out, err } = swarmcheck(
        [command],
        {},
        userFolder({ 'package.json': '{"name": "swarmcheck"}' }),
      );
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toBe(
        'swarmcheck: there is no protocol to check, for no swarmcheck.config.ts is in this folder or above it; write one, name the file ' +
          `of a suite (--suite ./my.suite.ts), or name a protocol that comes with swarmcheck (${included})\n`,
      );
    },
  );

  it('list says that the listed protocols are not those of the user, and how they are checked', () => {
    const { code, out } = swarmcheck(['list']);
    expect(out).toMatch(
      /^no suites of your own: there is no swarmcheck.config.ts in this folder or above\s+it;/,
    );
    expect(out).toMatch(/for\s+instance\s+npx\s+swarmcheck\s+verify\s+raft\n\nraft {2}The Raft/);
    expect(code).toBe(0);
  });

  it('in its own package, in any folder of it, the protocols that come with swarmcheck are checked', () => {
    const { code, out } = swarmcheck(['list'], {}, join(repository, 'docs'));
    expect({ code, head: out.slice(0, 10) }).toEqual({ code: 0, head: 'raft  The ' });
    expect(projectAround(join(repository, 'checker'))).toEqual({ home: repository, isOwn: true });
  });

  it('finds the configuration from any folder below it; regressions and counterexamples are beside it', () => {
    const project = userFolder({
      'lamp.suite.ts': `\ufeff${minimalSuite}`,
      'swarmcheck.config.mjs': `\ufeff${config('./lamp.suite.ts', 'lamp.suite.ts')}`,
      'src/deep/x.txt': '',
    });
    const below = join(project, 'src/deep');
    const first = swarmcheck(['verify'], {}, below);
    expect(first.code).toBe(1);
    expect(first.out).toContain('seed 0x5eed\nconfiguration ../../swarmcheck.config.mjs\n');
    expect(first.out).toContain(
      'to replay it: npx swarmcheck replay ../../swarmcheck-out/lamp/model/dark.trace.json\n',
    );
    const trace = '../../swarmcheck-out/lamp/model/dark.trace.json';
    expect(swarmcheck(['replay', trace], {}, below)).toMatchObject({
      code: 1,
      out: expect.stringContaining('REPRODUCED'),
    });
    writeIn(project, 'regressions/dark.trace.json', readFileSync(join(below, trace), 'utf8'));
    const again = swarmcheck(['verify', '--out', 'here'], {}, below);
    expect(again.out).toContain('../../regressions/dark.trace.json\nlamp, model, scope default\nREPRODUCED');
    expect(existsSync(join(below, 'here/lamp/model/dark.trace.json'))).toBe(true);
  });

  it('uses the nearest configuration, and none with --suite', () => {
    const project = userFolder({
      'swarmcheck.config.js': config('./gone.ts'),
      'a/swarmcheck.config.ts': config('./lamp.suite.ts'),
      'a/lamp.suite.ts': minimalSuite,
      'a/b/swarmcheck.config.ts/x.txt': 'a folder is no configuration',
    });
    const path = join(project, 'a');
    expect(projectAround(join(path, 'b'))).toEqual({
      home: path,
      configuration: join(path, 'swarmcheck.config.ts'),
      isOwn: false,
    });
    expect(swarmcheck(['list'], {}, join(path, 'b')).out).toMatch(
      /^configuration \.\.\/swarmcheck.config.ts\n\nlamp {2}A lamp/,
    );
    expect(swarmcheck(['list'], {}, project)).toMatchObject({
      code: 2,
      err: expect.stringContaining('gone.ts'),
    });
    expect(swarmcheck(['explore', '--suite', 'a/lamp.suite.ts'], {}, project).code).toBe(1);
    expect(existsSync(join(project, 'swarmcheck-out/lamp'))).toBe(true);
  });

  it.each<[string, Readonly<Record<string, string>>, readonly string[], number, string]>([
    [
      'a configuration that exports nothing',
      { 'swarmcheck.config.ts': 'export {};' },
      ['verify'],
      2,
      'names no suites and no adapters; write for instance export default',
    ],
    [
      'a configuration without suites',
      { 'swarmcheck.config.ts': config() },
      ['verify'],
      2,
      'names no suites and no adapters; write for instance export default',
    ],
    [
      'a property that is only of lockstep',
      { 'x.ts': minimalSuite },
      ['verify', '--suite', 'x.ts', '--property', 'refinement'],
      2,
      "'Refinement' is a property of subject 'lockstep' only",
    ],
    [
      'a search of what only schedules judge',
      { 'x.ts': kinds.timed },
      ['explore', '--suite', 'x.ts'],
      2,
      "protocol 'lamp' has no property in scope default that a search can judge; draw schedules with npx swarmcheck fuzz lamp --suite",
    ],
    [
      'a run that could judge nothing',
      { 'x.ts': kinds.timed },
      ['verify', '--suite', 'x.ts'],
      2,
      "protocol 'lamp' has no property that verify can judge",
    ],
    [
      'a property that a run could not judge',
      { 'x.ts': kinds.partly },
      ['verify', '--suite', 'x.ts', '--property', 'dark'],
      2,
      "protocol 'lamp' has no 'Dark' that verify can judge",
    ],
    [
      'a run that judges only some promises',
      { 'x.ts': kinds.partly },
      ['verify', '--suite', 'x.ts'],
      3,
      'inconclusive: lamp: no check judged Dark',
    ],
    [
      'known bugs where there are none',
      { 'x.ts': minimalSuite },
      ['bugs', '--suite', 'x.ts'],
      2,
      "protocol 'lamp' lists no known bugs; give its suite 'bugs'",
    ],
    [
      'a folder of regressions that holds none',
      { 'x.ts': minimalSuite, 'r/a.json': '{}' },
      ['verify', '--suite', 'x.ts', '--regressions', 'r'],
      2,
      '--regressions: there are no traces in r; name a folder with files *.trace.json',
    ],
    [
      'unknown names',
      { 'x.ts': minimalSuite },
      ['verify', 'lamb', '--suite', 'x.ts'],
      2,
      `there is no protocol 'lamb'; did you mean lamp? there is ${lampAndIncluded}, or the suites of --suite <file>`,
    ],
    [
      'more nodes than any run could take',
      {},
      ['fuzz', 'raft', '--nodes', '1000000000'],
      2,
      "scope 'nodes-1000000000' would have more than 1000 nodes",
    ],
  ])('%s is exit 2, or 3 once it runs', (_, files, args, code, sentence) => {
    const ran = swarmcheck(args, {}, userFolder(files));
    expect(ran.code, ran.err).toBe(code);
    if (code === 3) expect(lastLine(ran.out)).toContain(sentence);
    else {
      expect(ran.err.trim().split('\n')).toHaveLength(1);
      expect(ran.err).toContain(sentence);
      expect(ran.out.replace(/^seed .*\n$/, '')).toBe('');
    }
  });

  it('checks a suite once that is named twice, or exported by two files', () => {
    const project = userFolder({
      'x.ts': minimalSuite.replace('node: ({ lit }) => !lit', 'node: () => true'),
      'y.ts': "export { suite } from './x.ts';\n",
    });
    const twice = ['--suite', 'x.ts', '--suite', './x.ts', '--suite', 'y.ts'];
    expect(swarmcheck(['verify', 'lamp', 'LAMP', ...twice], {}, project)).toMatchObject({
      code: 0,
      err: expect.not.stringContaining('two suites'),
    });
  });

  it('reports a regression as stale if its protocol is gone, or its property is of another kind', () => {
    const project = userFolder({
      'lamp.suite.ts': minimalSuite,
      'swarmcheck.config.ts': config('./lamp.suite.ts'),
    });
    swarmcheck(['explore'], {}, project);
    const text = readFileSync(join(project, 'swarmcheck-out/lamp/model/dark.trace.json'), 'utf8');
    writeIn(project, 'lamp.suite.ts', minimalSuite.replace('node: ({ lit }) => !lit', 'node: () => true'));
    writeIn(project, 'regressions/a.trace.json', text.replace('"protocol": "lamp"', '"protocol": "torch"'));
    const orphan = swarmcheck(['verify'], {}, project);
    expect(orphan.out).toContain(
      "STALE  regressions/a.trace.json belongs to protocol 'torch', but no suite has that name",
    );
    expect({ code: orphan.code, last: lastLine(orphan.out) }).toEqual({
      code: 3,
      last: 'inconclusive: regressions/a.trace.json is stale',
    });
    writeIn(project, 'regressions/a.trace.json', text.replace('"kind": "always"', '"kind": "step"'));
    const changed = swarmcheck(['verify'], {}, project);
    expect(changed.out).toContain(
      "STALE  'Dark' is of kind 'always', and was of kind 'step' when it was recorded",
    );
    expect(changed.code).toBe(3);
    writeIn(project, 'regressions/a.trace.json', JSON.stringify({ ...JSON.parse(text), steps: [] }));
    expect(swarmcheck(['verify'], {}, project)).toMatchObject({
      code: 2,
      err: "swarmcheck: regressions/a.trace.json: the trace has no steps, and 'Dark' is not violated in its initial world; record it again\n",
    });
    expect(swarmcheck(['replay', 'regressions/a.trace.json'], {}, project).code).toBe(2);
  });
});

describe('a fresh counterexample', () => {
  it.each([['1'], ['2']])(
    'of data without prototypes and with holes is reproduced, found by %s at a time',
    (jobs) => {
      const odd = 'odd: [Object.create(null), new Array(2), new Map([[Object.create(null), -0]])]';
      const project = userFolder({
        'x.ts': minimalSuite.replace('({ lit: state === true })', `({ lit: state === true, ${odd} })`),
      });
      expect(swarmcheck(['verify', '--suite', 'x.ts', '--jobs', jobs], {}, project).code).toBe(1);
      const again = swarmcheck(
        ['replay', 'swarmcheck-out/lamp/model/dark.trace.json', '--suite', 'x.ts'],
        {},
        project,
      );
      expect(again.out).toContain('REPRODUCED  Dark is violated again: No lamp is lit.\n');
      expect(again.out).toContain(
        'odd: [[Object: null prototype] {}, [a hole, a hole], Map {[Object: null prototype] {}: -0}]',
      );
      expect(again.code).toBe(1);
    },
  );
});

/** The text that is damaged: sends, crashes, and data of every kind. */
const sample = writeTrace(
  recordOfViolation(
    systemWithData(new Map([['k', [new Set([1n]), Object.create(null), { '#a': -0 }]]])),
    neverBoth,
  ),
);
const edited = (change: Record<string, unknown>) => JSON.stringify({ ...JSON.parse(sample), ...change });

describe('a trace file', () => {
  it('with any damage is read and rendered in every format, or refused in one sentence', () => {
    fc.assert(
      fc.property(damaged(sample), (mutant) => {
        let record: TraceRecord;
        try {
          record = readTrace(mutant, 'x.json');
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
          expect((error as Error).message.split('\n')).toHaveLength(1);
          return;
        }
        for (const form of Object.keys(renderings) as Rendering[]) renderings[form](record);
        try {
          replay(systemWithData(1), neverBoth, record.setting, record.trace, record.property.kind);
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('may begin with a byte order mark', () => {
    expect(canonical(readTrace(`\ufeff${sample}`, 'x'))).toBe(canonical(readTrace(sample, 'x')));
  });

  it('of an older swarmcheck is read', () => {
    for (const path of ['raft/R14', 'chord/C6']) {
      const text = readFileSync(join(repository, `regressions/${path}.trace.json`), 'utf8');
      expect(readTrace(text, path).trace.steps.length).toBeGreaterThan(2);
    }
  });

  const deepText = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

  it.each<[string, string, string]>([
    [
      'a setting nested 3,000 deep',
      edited({ setting: 0 }).replace('"setting":0', `"setting":${deepText(3_000)}`),
      'x.json nests data deeper than any trace',
    ],
    [
      'a setting nested 600 deep',
      edited({ setting: 0 }).replace('"setting":0', `"setting":${deepText(600)}`),
      "x.json is no whole trace: 'setting' is nested more than 500 deep",
    ],
    ['text nested a million deep', deepText(1_000_000), 'x.json nests data deeper than any trace'],
    ['a loop that is out of range', edited({ loop: 9 }), "'loop' is wrong (there are fewer steps than that)"],
    ['a loop that is no number', edited({ loop: -1 }), "'loop' is wrong"],
    ['an initial world without nodes', edited({ initial: {}, steps: [] }), 'its initial world has no nodes'],
    [
      'a step of a node that is not there',
      edited({ initial: { a: { up: {} } } }),
      "names node 'b', and its initial world has a",
    ],
    [
      'a node that is called as every object has it',
      edited({ steps: [{ action: { type: 'crash', node: 'toString' }, effects: [], changes: [] }] }),
      "names node 'toString'",
    ],
    [
      'a node named __proto__',
      edited({ steps: [{ action: { type: 'crash', node: '__proto__' }, effects: [], changes: [] }] }),
      "'steps.0.action.node' is wrong",
    ],
    ['a missing field of data', edited({ setting: undefined }), "'setting' is wrong (it is missing)"],
    ['a protocol that leads elsewhere', edited({ protocol: "x'; alert(1); '" }), "'protocol' is wrong"],
    ['a seed without end', edited({ seed: `0x${'f'.repeat(400)}` }), "'seed' is wrong"],
    [
      'a hole that stands alone',
      edited({ setting: { '#hole': true } }),
      'setting.#hole is no item of a list',
    ],
    ['an undefined that is none', edited({ setting: { '#undefined': 1 } }), 'setting.#undefined is not true'],
  ])('that has %s is refused', (_, text, sentence) => {
    expect(() => readTrace(text, 'x.json')).toThrow(UsageError);
    expect(() => readTrace(text, 'x.json')).toThrow(sentence);
  });
});

describe('a replay', () => {
  const system = systemWithData(1);
  const { setting, trace } = recordOfViolation(system, neverBoth);
  const empty: Trace = { ...trace, steps: [] };
  const isDone = (view: object) => (view as { isDone: boolean }).isDone;
  const over = { world: (views: ReadonlyMap<string, object>) => [...views.values()].some(isDone) };
  const name = 'P';
  const property = {
    always: { ...says, name, kind: 'always', over },
    broken: { ...says, name, kind: 'always', over: { world: () => false } },
    step: { ...says, name, kind: 'step', over: { holds: () => false } },
    sometimes: { ...says, name, kind: 'sometimes', over },
    possible: { ...says, name, kind: 'possible', over: { world: () => false } },
    leadsTo: { ...says, name, kind: 'leadsTo', over, from: { world: () => true } },
    settles: { ...says, name, kind: 'settles', over: { world: () => true }, withinMs: 10 },
    inductive: {
      ...says,
      name,
      kind: 'inductive',
      over,
      worlds: () => [{ nodes: { a: { up: true }, b: { up: true } } }],
    },
  } satisfies Record<string, Property>;

  it.each<[keyof typeof property, Trace, string]>([
    ['step', empty, "has no steps, and 'P' is violated by a step"],
    ['inductive', empty, "has no steps, and 'P' is violated by a step"],
    ['sometimes', empty, "has no steps, and 'P' is not violated in its initial world"],
    ['settles', empty, "has no steps, and 'P' is not violated in its initial world"],
    ['leadsTo', empty, "does not say with 'loop' how it goes on for ever"],
    ['leadsTo', trace, "does not say with 'loop' how it goes on for ever"],
  ])('of a %s is refused where the record can show nothing', (kind, record, sentence) => {
    expect(() => replay(system, property[kind], setting, record)).toThrow(UsageError);
    expect(() => replay(system, property[kind], setting, record)).toThrow(sentence);
  });

  it('of an always without steps is refused, unless the initial world violates it', () => {
    const holds: Property = { ...property.always, over: { world: () => true } };
    expect(() => replay(system, holds, setting, empty)).toThrow("'P' is not violated in its initial world");
    expect(replay(system, property.broken, setting, empty)).toMatchObject({ verdict: 'reproduced' });
    expect(replay(system, property.possible, setting, empty)).toMatchObject({ verdict: 'reproduced' });
    const lasso: Trace = { ...empty, loop: 0 };
    expect(replay(system, property.leadsTo, setting, lasso)).toMatchObject({ verdict: 'fixed' });
    const shy = {
      ...system,
      nodes: { ...system.nodes, a: { ...actorWithData(1), view: () => ({ shy: true }) } },
    };
    expect(replay(shy, holds, setting, empty)).toMatchObject({ verdict: 'fixed', differsAt: 0 });
  });

  it('of a property whose kind is another is stale', () => {
    expect(replay(system, property.step, setting, trace, 'always')).toEqual({
      verdict: 'stale',
      because: "'P' is of kind 'step', and was of kind 'always' when it was recorded",
    });
  });

  it('with the recorded steps and without a violation explains its verdict', () => {
    const holds: Property = { ...property.always, over: { world: () => true } };
    const record = { ...recordOfViolation(system, neverBoth), property: { ...holds, name } };
    const result = replay(system, holds, setting, trace);
    expect(replayText(record, 'model', result).join('\n')).toContain(
      'Every step is as recorded, so the property',
    );
  });

  it('on code that throws is a failure of the code, with the trace to it', () => {
    const fuse = {
      ...actorWithData(1),
      step: () => {
        throw new Error('fuse');
      },
    };
    const broken = { ...system, nodes: { a: fuse, b: fuse } };
    expect(() => replay(broken, neverBoth, setting, trace)).toThrow(CodeError);
    expect(() => replay(broken, neverBoth, setting, trace)).toThrow(
      "node 'a' failed at timeout 'tick': fuse",
    );
  });

  it.each(['then', 'prototype', '0', 'length', '-'])('accepts a node named %s', (node) => {
    const odd: System = { nodes: { [node]: actorWithData(1), b: actorWithData(1) }, network: 'set' };
    const record = recordOfViolation(odd, neverBoth);
    const read = throughFile(record);
    expect(replay(odd, neverBoth, read.setting, read.trace)).toMatchObject({ verdict: 'reproduced' });
    for (const form of Object.keys(renderings) as Rendering[]) renderings[form](read);
  });

  it.each(['constructor', 'toString', 'hasOwnProperty'])('of a node named %s there is none', (node) => {
    const odd: System = { nodes: { [node]: actorWithData(1), b: actorWithData(1) }, network: 'set' };
    expect(() => exploreAll(odd, [neverBoth])).toThrow(`system: node '${node}' has a name that every object`);
  });

  it('of a system with a node named __proto__ there is none', () => {
    const nodes = JSON.parse('{"__proto__": 1}');
    for (const name of Object.keys(nodes))
      Object.defineProperty(nodes, name, { value: actorWithData(1), enumerable: true });
    expect(() => exploreAll({ nodes, network: 'set' }, [neverBoth])).toThrow(
      "node '__proto__' has a name that",
    );
  });
});

/** Control characters, which no output may contain; colours of the command are removed first. */
const unprintable = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
const colours = /\u001b\[(?:1|2|22|31|32|33|36|39)m/g;

describe('control and direction characters', () => {
  const folder = userFolder({ 'lamp.suite.ts': hostileSuite });
  const from = ['--suite', 'lamp.suite.ts'];
  const trace = () => {
    const file = 'swarmcheck-out/lamp/model/dark-2j-0-x-31m-det.trace.json';
    if (!existsSync(join(folder, file))) swarmcheck(['explore', 'lamp', ...from], {}, folder);
    return file;
  };

  it.each<[number, () => readonly string[]]>([
    [0, () => ['list', ...from]],
    [1, () => ['verify', '--jobs', '2', ...from]],
    [
      1,
      () => [
        'explore',
        '--scope',
        `odd\u001b[2J\u001b]0;x\u0007\u009b31m\u202edet\u2066\u200b\u061c\u0008\r\u2028`,
        ...from,
      ],
    ],
    [1, () => ['explore', '--format', 'json', ...from]],
    [1, () => ['explore', '--format', 'junit', ...from]],
    [1, () => ['fuzz', ...from]],
    [0, () => ['bugs', ...from]],
    [0, () => ['explore', '--plan', ...from]],
    [1, () => ['replay', trace(), ...from]],
    [0, () => ['show', trace()]],
    [0, () => ['show', trace(), '--as', 'svg']],
    [0, () => ['show', trace(), '--as', 'test', ...from]],
    [2, () => ['explore', 'lamp\u202e\u001b[2J', ...from]],
    [2, () => ['explore', '--scope', '\u001b[2J\n', ...from]],
    [2, () => ['explore', '--\u001b[2J', ...from]],
    [2, () => ['explore', '--out', 'a\u202eb', ...from]],
    [2, () => ['explore', '--suite', 'a\u001b[2J.ts']],
    [2, () => ['replay', '\u001b[2J\n\u202e.json']],
  ])('are never printed raw: exit %d', (code, args) => {
    const ran = swarmcheck(args(), { FORCE_COLOR: '1', GITHUB_ACTIONS: 'true' }, folder);
    expect({ code: ran.code, err: ran.err }).toMatchObject({ code });
    for (const text of [ran.out, ran.err]) expect(unprintable.exec(text.replaceAll(colours, ''))).toBeNull();
    if (code === 1) expect(ran.out.split('\n')).not.toContain('all hold');
    if (code === 2) expect(ran.err.trim().split('\n')).toHaveLength(1);
  });

  it('are in no rendering of a trace, and in no trace file', () => {
    fc.assert(
      fc.property(hostileRecord, (record) => {
        for (const form of Object.keys(renderings) as Rendering[])
          if (form !== 'text') expect(unprintable.exec(renderings[form](record))).toBeNull();
        expect(unprintable.exec(writeTrace(record))).toBeNull();
        const lines = recordText(record, markedPalette).map((line) => colouredLine(line));
        expect(lines.filter((line) => /\n/.test(line) || unprintable.test(line))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('are the only ones that are replaced; colours of the command stay', () => {
    const palette = pc.createColors(true);
    expect(printable('é 漢 🦜 ~')).toBe('é 漢 🦜 ~');
    expect(colouredLine(markedPalette.red(`a ${markedPalette.bold('b\u001b[2J')} c`), palette)).toBe(
      palette.red(`a ${palette.bold('b\\u{1b}[2J')} c`),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(unprintable.exec(colouredLine(text, palette).replaceAll(colours, ''))).toBeNull();
        expect(JSON.parse(printableJson(JSON.stringify(text)))).toBe(text);
        expect(unprintable.exec(printableJson(JSON.stringify(text)))).toBeNull();
      }),
    );
  });
});

describe('flags', () => {
  const any = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '',
      ' ',
      '0',
      '-1',
      '1e9',
      '0x',
      '0xfffffffffffffffff',
      '1_000',
      '_',
      '٣',
      'NaN',
      'Infinity',
      '9'.repeat(400),
      '__proto__',
      'constructor',
      'text,,json',
      'bug:',
      'bug:R3/',
      '/',
      'nodes-9999999',
      'nodes-0',
    ),
  );
  const parsers: readonly (readonly [string, (text: string) => unknown])[] = [
    ['--seed', wholeNumber('--seed', 0)],
    ['--time', positiveNumber('--time', 'seconds')],
    ['--format', (text) => formatList(text, undefined)],
    ['--order', orderNamed],
    ['--suite', (text) => file(text)],
    ['--out', folderFlag('--out', 'x')],
    ['--strategy', (text) => nameList(text).map(strategyNamed)],
    ['--subject', (text) => subjectOf(raft, text)],
    ['--property', (text) => propertyOf(raft, text)],
    ['--scope', (text) => scopeOf(raft, text)],
  ];

  it.each(parsers)('%s takes any text, or refuses it in one sentence', (_, parse) => {
    fc.assert(
      fc.property(any, (text) => {
        try {
          parse(text);
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
          expect(explain(error).text?.split('\n')).toHaveLength(1);
        }
      }),
      { numRuns: 500 },
    );
  });
});
