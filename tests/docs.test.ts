/**
 * Tests the documentation: generated tables and schemas, transcripts of the command, and every example.
 * `npm test -- tests/docs.test.ts --update` rewrites the generated parts and the transcripts.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { machineFeatures } from '../checker/actors/xstate-features.ts';
import { codecJsonSchema } from '../checker/codecs/counterexample-file.ts';
import * as threads from '../checker/explore/parallel/threads.node.ts';
import { strategies } from '../checker/simulate/strategies/index.ts';
import { traceJsonSchema } from '../checker/traces/trace-file.ts';
import { program } from '../cli/program.ts';
import * as packageExports from '../index.ts';
import * as stdioExports from '../integrations/stdio/index.ts';
import * as vitestExports from '../integrations/vitest/index.ts';
import * as reports from '../reports/index.ts';
import { listJsonSchema } from '../reports/list.ts';
import { reportJsonSchema } from '../reports/report.ts';
import { userFolder, writeIn } from './support/command.ts';
import {
  blocksOf,
  codeExpected,
  masked,
  run,
  type Transcript,
  updatedTranscript,
  visibleOutput,
} from './support/page.ts';

const repository = join(import.meta.dirname, '..');
const pages = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...readdirSync(join(repository, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((page) => page.endsWith('.md'))
    .map((page) => `docs/${page}`),
];
const read = (page: string) => readFileSync(join(repository, page), 'utf8');
const updates = inject('updates');

/** The compiler options for the examples: as strict as a careful user's. */
const strict = {
  ...{
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    noUnusedLocals: true,
  },
  ...{
    target: 'es2023',
    module: 'nodenext',
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
  },
};

/** Compares a file that has a generated part with its current text, or writes it. */
function expectOwned(file: string, whole: string): void {
  if (updates) writeFileSync(join(repository, file), whole);
  else expect(read(file)).toBe(whole);
}

describe('a generated part', () => {
  it('is the table of features in docs/models.md', () => {
    const rows = machineFeatures.map(
      ({ feature, supported, instead }) => `| ${feature} | ${supported ? 'yes' : 'refused'} | ${instead} |`,
    );
    const head = ['| feature | supported | what it means, or what to write instead |', '|---|---|---|'];
    const page = read('docs/models.md');
    const before = page.slice(0, page.indexOf('<!-- features -->'));
    expectOwned('docs/models.md', `${before}<!-- features -->\n${[...head, ...rows].join('\n')}\n`);
  });

  it('is the table of strategies in docs/schedules.md', () => {
    const rows = strategies.map(({ name, imitates }) => `| \`${name}\` | ${imitates} |`);
    const table = [
      '<!-- strategies -->',
      '| strategy | what it imitates |',
      '|---|---|',
      ...rows,
      '',
      '',
    ].join('\n');
    const page = read('docs/schedules.md').replace(/<!-- strategies -->\n[\s\S]*?\n\n/, () => table);
    expectOwned('docs/schedules.md', page);
  });

  it.each([
    ['schemas/trace.schema.json', traceJsonSchema],
    ['schemas/codec.schema.json', codecJsonSchema],
    ['schemas/report.schema.json', reportJsonSchema],
    ['schemas/list.schema.json', listJsonSchema],
  ])('is %s', (file, schema) => {
    expectOwned(file, `${JSON.stringify(schema(), null, 2)}\n`);
  });
});

describe('docs/adapters.md', () => {
  it('has the program of the example', () => {
    const program = read('examples/election-python/election.py');
    const before = /```python election\.py\n[\s\S]*?^```$/m;
    expectOwned(
      'docs/adapters.md',
      read('docs/adapters.md').replace(before, () => `\`\`\`python election.py\n${program}\`\`\``),
    );
  });
});

describe('docs/api.md', () => {
  it.each([
    ['swarmcheck', packageExports],
    ['swarmcheck/reports', reports],
    ['swarmcheck/threads', threads],
    ['swarmcheck/stdio', stdioExports],
    ['swarmcheck/vitest', vitestExports],
  ])('names every export of %s', (_, entry) => {
    const page = read('docs/api.md');
    for (const name of Object.keys(entry)) expect(page).toContain(`\`${name}\``);
  });

  it('names only exports', () => {
    const tables = read('docs/api.md').split('## Everything there is')[1] ?? '';
    const named = [...tables.matchAll(/^\| (?<names>`.*?`) \|/gm)].flatMap(({ groups }) =>
      [...(groups?.names ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name as string),
    );
    expect(named.length).toBeGreaterThan(60);
    for (const name of named)
      expect({ ...packageExports, ...reports, ...threads, ...stdioExports, ...vitestExports }).toHaveProperty(
        name,
      );
  });
});

/** A whole `verify` takes most of a minute on a slow machine, and other tests run at the same time. */
const commandTimeoutMs = 240_000;

const hasPython = spawnSync('python3', ['--version']).status === 0;

describe.each(pages)('%s', (page) => {
  const blocks = blocksOf(read(page));
  const lacksPython = !hasPython && read(page).includes('python3');
  const runs = lacksPython ? it.skip : it;
  const why = lacksPython ? ' (skipped: there is no python3)' : '';
  const folder = userFolder();
  const transcripts = blocks.filter((block) => block.kind === 'transcript');
  const current = new Map<Transcript, string[]>();

  // In order, because a command may read files of an earlier one.
  for (const block of blocks) {
    if (block.kind === 'file') {
      it(`has the file ${block.name}`, () => writeIn(folder, block.name, block.text));
      continue;
    }
    for (const { command, prints } of block.commands) {
      runs(
        `has the output of ${command}${why}`,
        () => {
          const ran = run(command, folder);
          const seen = visibleOutput(ran);
          if (ran.written !== undefined) {
            writeIn(folder, ran.written.name, ran.written.text);
            // Pictures of the page are files that a command wrote.
            expectOwned(join(page, '..', ran.written.name), ran.written.text);
          }
          expect(ran.code, seen).toBe(codeExpected(seen));
          const now = updatedTranscript(prints, seen);
          const lines = [`$ ${command}`, now ?? prints].filter((text) => text !== '');
          current.set(block, [...(current.get(block) ?? []), ...lines]);
          expect(now, `a part of the transcript is not in the output:\n${seen}`).toBeDefined();
          if (!updates) expect(masked(now ?? '')).toBe(masked(prints));
        },
        commandTimeoutMs,
      );
    }
  }

  if (updates && transcripts.length > 0)
    it('is rewritten', () => {
      let text = read(page);
      for (const block of transcripts.toReversed()) {
        const lines = (current.get(block) ?? []).map((line) => `${line}\n`);
        text = [text.slice(0, block.from), ...lines, text.slice(block.to)].join('');
      }
      writeFileSync(join(repository, page), text);
    });

  if (blocks.some((block) => block.kind === 'file' && block.name.endsWith('.ts')))
    it('has files that type-check under strict options', () => {
      writeIn(folder, 'tsconfig.json', JSON.stringify({ compilerOptions: strict }));
      const { stdout } = spawnSync(join(repository, 'node_modules/.bin/tsc'), [], {
        cwd: folder,
        encoding: 'utf8',
      });
      expect(stdout).toBe('');
    });

  it('names only commands and flags that exist', () => {
    const { commands } = program(() => {});
    const named = /(?:`|\$ |npx )swarmcheck (?<name>[a-z]+)(?<rest>(?: [^\s`]+)*)/g;
    for (const { groups } of read(page).matchAll(named)) {
      const { name, rest } = groups as { name: string; rest: string };
      const command = commands.find((one) => one.name() === name);
      expect(command, `swarmcheck ${name}`).toBeDefined();
      const flags = ['--help', ...(command?.options ?? []).map(({ long }) => long)];
      for (const [flag] of rest.matchAll(/(?<= )--[a-z-]+/g)) expect(flags).toContain(flag);
    }
  });

  it('names only npm scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    for (const [, name] of read(page).matchAll(/npm run (?:--\S+ )*([\w:-]+)/g))
      expect(scripts).toHaveProperty([name as string]);
  });

  it('links only to files that exist', () => {
    for (const [, target] of read(page).matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
      expect(() => readFileSync(join(repository, page, '..', target as string))).not.toThrow();
    }
  });
});

describe('docstrings', () => {
  const files = ['checker', 'integrations/stdio', 'integrations/vitest', 'reports', '.'].flatMap((room) =>
    readdirSync(join(repository, room))
      .filter((file) => file.endsWith('.ts') && !/\.(test|config)\.ts$/.test(file))
      .map((file) => join(room, file)),
  );

  it.each(files)('precede every export of %s', (file) => {
    const lines = read(file).split('\n');
    const declared = /^export (?:function\*?|const|class|interface|type) (?<name>\w+)/;
    const undocumented = lines.flatMap((line, at) => {
      const name = declared.exec(line)?.groups?.name;
      // The first of several overloads has the docstring.
      const isDocumented =
        lines[at - 1]?.endsWith('*/') || (name !== undefined && lines[at - 1]?.includes(` ${name}<`));
      return name === undefined || isDocumented ? [] : [name];
    });
    expect(undocumented).toEqual([]);
  });
});
