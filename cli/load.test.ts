/** Tests of loading: suites of the command line and of a configuration, and the error of each mistake. */
import { describe, expect, it } from 'vitest';
import { suites } from '../properties/index.ts';
import { swarmcheck, userFolder, writeIn } from '../tests/support/command.ts';
import { minimalSuite } from '../tests/support/minimal-suite.ts';

const config = (suites: string) =>
  `import { defineConfig } from 'swarmcheck';\nexport default defineConfig({ suites: ${suites} });\n`;

describe('a suite of the user', () => {
  it('is explored; its counterexample is written, replayed and shown with --suite', () => {
    const folder = userFolder({ 'my suites/lamp.suite.ts': minimalSuite });
    const explored = swarmcheck(['explore', '--suite', './my suites/lamp.suite.ts'], {}, folder);
    expect(explored.code).toBe(1);
    expect(explored.out).toContain('1  a receives the input switch\n       a: lit false -> true');
    expect(explored.out).toContain(
      "swarmcheck replay swarmcheck-out/lamp/model/dark.trace.json --suite './my suites/lamp.suite.ts'",
    );
    const trace = 'swarmcheck-out/lamp/model/dark.trace.json';
    const replayed = swarmcheck(['replay', trace, '--suite', './my suites/lamp.suite.ts'], {}, folder);
    expect(replayed).toMatchObject({ code: 1, out: expect.stringContaining('REPRODUCED') });
    expect(swarmcheck(['show', trace], {}, folder)).toMatchObject({
      code: 0,
      out: expect.stringContaining('a receives the input'),
    });
    const without = swarmcheck(['replay', trace], {}, folder);
    expect(without.err).toContain(
      `there is no protocol 'lamp'; there is ${suites.map(({ name }) => name).join(', ')}, or the suites of --suite <file>`,
    );
    expect(without.code).toBe(2);
  });

  it.each([['commonjs'], ['module']])(
    'is loaded in a package of type %s, with the files it imports',
    (type) => {
      const folder = userFolder({
        'package.json': JSON.stringify({ type }),
        'suites/lamp.ts': minimalSuite,
        'my.suite.ts': "import { suite } from './suites/lamp.ts';\nexport default suite;\n",
      });
      expect(swarmcheck(['list', '--suite', 'my.suite.ts'], {}, folder)).toMatchObject({
        code: 0,
        out: expect.stringContaining('lamp  A lamp.'),
      });
    },
  );

  it('is listed in swarmcheck.config.ts, by path or as a value, and is checked by commands without names', () => {
    const folder = userFolder({
      'suites/lamp.suite.ts': minimalSuite,
      'swarmcheck.config.ts': config("['./suites/lamp.suite.ts']"),
    });
    expect(swarmcheck(['verify'], {}, folder)).toMatchObject({
      code: 1,
      out: expect.stringContaining('lamp  A lamp.'),
    });
    writeIn(
      folder,
      'swarmcheck.config.ts',
      `import { suite } from './suites/lamp.suite.ts';\n${config('[suite]')}`,
    );
    const { code, out } = swarmcheck(['list'], {}, folder);
    expect({ code, head: out.split('\n')[0] }).toEqual({ code: 0, head: 'lamp  A lamp.' });
    expect(swarmcheck(['list', 'raft'], {}, folder).out).toContain('raft  The Raft consensus algorithm');
  });

  it.each<[string, Readonly<Record<string, string>>, readonly string[], string]>([
    ['missing', {}, ['--suite', './gone.ts'], '--suite: there is no file ./gone.ts'],
    ['a folder', { 'a/b.ts': '' }, ['--suite', './a'], '--suite: there is no file ./a'],
    ['empty', {}, ['--suite', ''], "--suite '' is no file"],
    ['not to be compiled', { 'x.ts': 'const = ;' }, ['--suite', 'x.ts'], 'x.ts cannot be loaded: ParseError'],
    [
      'importing what is missing',
      { 'x.ts': "import { y } from './y.ts';\nexport const z = y;" },
      ['--suite', 'x.ts'],
      "x.ts cannot be loaded: Cannot find module './y.ts'",
    ],
    [
      'failing',
      { 'x.ts': "throw new Error('no luck')" },
      ['--suite', 'x.ts'],
      'x.ts cannot be loaded: no luck',
    ],
    [
      'without a suite',
      { 'x.ts': 'export const n = 1;' },
      ['--suite', 'x.ts'],
      'x.ts exports no suite; export what',
    ],
    [
      'with a scope that is not there',
      {
        'x.ts': minimalSuite.replace(
          'scopes: {',
          "bugs: { B: { says: '', source: '', breaks: 'Dark', scope: 'gone', model: {} } } as never, scopes: {",
        ),
      },
      ['--suite', 'x.ts'],
      "x.ts cannot be loaded: suite 'lamp': bug B names scope 'gone'; it has default",
    ],
    [
      'without a default scope',
      { 'x.ts': minimalSuite.replace('default: {', 'other: {') },
      ['--suite', 'x.ts'],
      "suite 'lamp': it has no scope 'default', which verify explores; it has other",
    ],
    [
      'not made with the kit',
      {
        'x.js':
          'export const s = { name: "x", says: "", source: "", roles: { a: { model: {} } }, properties: [], scopes: {} };',
      },
      ['--suite', 'x.js'],
      "x.js: suite 'x': role 'a' has no model; make one with kit.role({ name: 'a', machine, view })",
    ],
    [
      'twice',
      { 'x.ts': minimalSuite, 'y.ts': minimalSuite },
      ['--suite', 'x.ts', '--suite', 'y.ts'],
      "two suites are named 'lamp'",
    ],
    [
      'of an empty configuration',
      { 'swarmcheck.config.ts': 'export default {};' },
      [],
      'names no suites and no adapters; write for instance export default',
    ],
    [
      'of an odd configuration',
      { 'swarmcheck.config.ts': config('[1]') },
      [],
      'suites[0] is neither a suite nor the path',
    ],
    [
      'of a configuration, missing',
      { 'swarmcheck.config.ts': config("['./gone.ts']") },
      [],
      'gone.ts; name a module',
    ],
  ])('that is %s is refused in one sentence', (_, files, flags, sentence) => {
    const { code, out, err } = swarmcheck(['verify', ...flags], {}, userFolder(files));
    expect(err).toContain(sentence);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });

  it('whose scope has an unknown role is refused, with the stack only with --debug', () => {
    const folder = userFolder({ 'x.ts': minimalSuite.replace("actor('lamp')", "actor('torch' as 'lamp')") });
    const refused = swarmcheck(['explore', '--suite', 'x.ts'], {}, folder);
    expect(refused).toMatchObject({ code: 2, out: '' });
    expect(refused.err).toBe("swarmcheck: protocol 'lamp' has no role 'torch'; it has lamp\n");
    const debugged = swarmcheck(['explore', '--suite', 'x.ts', '--debug'], {}, folder);
    expect(debugged.err).toContain("protocol 'lamp' has no role 'torch'; it has lamp\nUsageError");
    expect(debugged.err).toMatch(/\n {4}at /);
  });

  it('that fails while it runs is code under check: exit 4, with the steps up to the failure', () => {
    const folder = userFolder({
      'x.ts': minimalSuite.replace(
        'state: true, effects: []',
        "state: (() => { throw new Error('fuse'); })(), effects: []",
      ),
    });
    const { code, err } = swarmcheck(['explore', '--suite', 'x.ts', '--quiet'], {}, folder);
    expect(err).toBe(
      "swarmcheck: node 'a' failed at input 'switch': fuse\nsteps up to the failure:\n   a begins as {lit: false}\n1  a receives the input switch (this step fails)\n",
    );
    expect(code).toBe(4);
  });

  it('needs a name if there are several', () => {
    const folder = userFolder({
      'x.ts': minimalSuite,
      'y.ts': minimalSuite.replace("name: 'lamp'", "name: 'torch'"),
    });
    const { code, err } = swarmcheck(['explore', '--suite', 'x.ts', '--suite', 'y.ts'], {}, folder);
    expect(err).toBe('swarmcheck: there are several protocols; name one: lamp, torch\n');
    expect(code).toBe(2);
  });
});
