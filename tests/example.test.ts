/** Tests `examples/ring-election` as a repository of a user, with swarmcheck from the packed tarball only. */
import { cpSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { node, vitest } from './support/command.ts';
import { repository } from './support/repository.ts';
import { install, pack } from './support/tarball.ts';

const folder = mkdtempSync(join(tmpdir(), 'ring-election-'));
const example = join(repository, 'examples/ring-election');

beforeAll(() => {
  cpSync(example, folder, { recursive: true });
  install(folder, pack().tarball, JSON.parse(readFileSync(join(example, 'package.json'), 'utf8')));
}, 120_000);

interface JsonReport {
  readonly success: boolean;
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

function runTests(env: Readonly<Record<string, string>>) {
  const { out } = vitest(
    ['run', '--reporter=json', '--outputFile=told.json', '--reporter=default'],
    env,
    folder,
  );
  const report: JsonReport = JSON.parse(readFileSync(join(folder, 'told.json'), 'utf8'));
  const titles = report.testResults[0]?.assertionResults.map(({ fullName }) => fullName) ?? [];
  return { report, titles, seed: /SWARMCHECK_SEED=(0x\w+)/.exec(out)?.[1] };
}

describe('the example repository', () => {
  it('has scripts for tests and types that pass, and a command that verifies', () => {
    const { scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    expect(scripts).toEqual({ test: 'vitest run', verify: 'swarmcheck verify', typecheck: 'tsc' });
    const bin = (name: string, ...args: string[]) => node([join('node_modules', name), ...args], {}, folder);
    expect(bin('typescript/bin/tsc')).toMatchObject({ code: 0, out: '' });
    const { code, out } = bin('swarmcheck/dist/cli/main.js', 'verify', '--no-color');
    expect(out).toContain('2 of 2 known bugs caught');
    expect(code).toBe(0);
  });

  it('passes, with the same titles in each run, and prints its seed', () => {
    const [one, other] = [runTests({}), runTests({})];
    expect(one.report.success).toBe(true);
    expect(one.titles).toHaveLength(43);
    expect(one.seed).toMatch(/^0x/);
    expect(other.seed).not.toBe(one.seed);
    const inCI = runTests({ CI: 'true' });
    expect(inCI.seed).toBeUndefined();
    for (const { titles } of [other, inCI]) expect(titles).toEqual(one.titles);
  });

  it('has a workflow for the versions of Node that it supports', () => {
    const workflow = readFileSync(join(folder, '.github/workflows/ci.yml'), 'utf8');
    expect(workflow).toContain('node: [20, 22, 24]');
    for (const [, script] of workflow.matchAll(/npm run (\w+)/g)) expect(['typecheck']).toContain(script);
  });

  describe('with a reversed comparison', () => {
    const source = () => readFileSync(join(folder, 'src/member.ts'), 'utf8');
    const line =
      readFileSync(join(example, 'test/ring.test.ts'), 'utf8')
        .split('\n')
        .findIndex((text) => text.startsWith('describeProtocol(')) + 1;
    const only = ['-t', 'lockstep, scope default Refinement'];

    beforeAll(() => {
      expect(source()).toContain('if (name > this.#self)');
      writeFileSync(
        join(folder, 'src/member.ts'),
        source().replace('if (name > this.#self)', 'if (name < this.#self)'),
      );
    });

    it.each(['default', 'verbose', 'junit', 'github-actions'])(
      'reporter %s shows the line of describeProtocol',
      (reporter) => {
        const { code, out } = vitest(['run', `--reporter=${reporter}`, ...only], {}, folder);
        expect(code).toBe(1);
        const place =
          reporter === 'github-actions'
            ? `test/ring.test.ts,title=test/ring.test.ts > ring-election > lockstep%2C scope default > Refinement%3A Every step of the implementation is a step of the model.,line=${line},column=1`
            : `❯ test/ring.test.ts:${line}:1`;
        expect(out).toContain(place);
        for (const said of [
          'Refinement is violated',
          'b diverges from its model',
          'npx swarmcheck replay',
          'a test to paste',
          'toHold(',
        ])
          expect(out).toContain(said);
        expect(out).toContain('Refinement is violated: a trace of 2 steps');
      },
    );

    it('the printed command replays the trace, the printed test fails, and both pass after the fix', () => {
      const { out } = vitest(['run', ...only], {}, folder);
      const [, trace = ''] = /npx swarmcheck replay (\S+)/.exec(out) ?? [];
      const replayed = () =>
        node(['node_modules/swarmcheck/dist/cli/main.js', 'replay', trace, '--no-color'], {}, folder);
      expect(replayed()).toMatchObject({ code: 1, out: expect.stringContaining('REPRODUCED') });
      const pasted = /^ {2}import 'swarmcheck\/vitest';[\s\S]*?^ {2}\}\);$/m.exec(out)?.[0] ?? '';
      writeFileSync(join(folder, 'test/pasted.test.ts'), pasted.replaceAll(/^ {2}/gm, ''));
      expect(node(['node_modules/typescript/bin/tsc'], {}, folder)).toMatchObject({ code: 0, out: '' });
      const run = () => vitest(['run', 'test/pasted.test.ts'], {}, folder);
      expect(run()).toMatchObject({ code: 1, out: expect.stringContaining('❯ test/pasted.test.ts:6:') });
      expect(existsSync(join(folder, '.vitest-attachments'))).toBe(true);
      writeFileSync(join(folder, 'src/member.ts'), readFileSync(join(example, 'src/member.ts')));
      expect(replayed()).toMatchObject({ code: 0, out: expect.stringContaining('FIXED') });
      expect(run()).toMatchObject({ code: 0 });
    });
  });
});
