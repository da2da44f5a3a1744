/**
 * The docs say what is true: tables and schemas that the code owns, what the command prints, and every example.
 * `npm test -- tests/docs.test.ts --update` rewrites what the code owns and what is printed.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { machineFeatures } from '../checker/actors/xstate-features.ts';
import * as threads from '../checker/explore/parallel/threads.node.ts';
import { strategies } from '../checker/simulate/strategies/index.ts';
import { traceJsonSchema } from '../checker/traces/trace-file.ts';
import { program } from '../cli/program.ts';
import * as front from '../index.ts';
import * as face from '../integrations/vitest/index.ts';
import * as reports from '../reports/index.ts';
import { listJsonSchema } from '../reports/list.ts';
import { reportJsonSchema } from '../reports/report.ts';
import { workshop, writeIn } from './support/command.ts';
import { blocksOf, codeExpected, masked, retold, run, seenOf, type Transcript } from './support/page.ts';

const house = join(import.meta.dirname, '..');
const pages = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...readdirSync(join(house, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((page) => page.endsWith('.md'))
    .map((page) => `docs/${page}`),
];
const read = (page: string) => readFileSync(join(house, page), 'utf8');
const updates = inject('updates');

/** What a user with high standards would ask of the examples. */
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

/** A file, or a part of one, that the code owns. */
function expectOwned(file: string, whole: string): void {
  if (updates) writeFileSync(join(house, file), whole);
  else expect(read(file)).toBe(whole);
}

describe('what the code owns', () => {
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
    ['schemas/report.schema.json', reportJsonSchema],
    ['schemas/list.schema.json', listJsonSchema],
  ])('is %s', (file, schema) => {
    expectOwned(file, `${JSON.stringify(schema(), null, 2)}\n`);
  });
});

describe('docs/api.md', () => {
  it.each([
    ['swarmcheck', front],
    ['swarmcheck/reports', reports],
    ['swarmcheck/threads', threads],
    ['swarmcheck/vitest', face],
  ])('names everything that %s exports', (_, entry) => {
    const page = read('docs/api.md');
    for (const name of Object.keys(entry)) expect(page).toContain(`\`${name}\``);
  });

  it('names nothing that none exports', () => {
    const tables = read('docs/api.md').split('## Everything there is')[1] ?? '';
    const named = [...tables.matchAll(/^\| (?<names>`.*?`) \|/gm)].flatMap(({ groups }) =>
      [...(groups?.names ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name as string),
    );
    expect(named.length).toBeGreaterThan(60);
    for (const name of named) expect({ ...front, ...reports, ...threads, ...face }).toHaveProperty(name);
  });
});

/** A whole `verify` takes most of a minute on a slow machine, and others run beside it. */
const commandTimeoutMs = 240_000;

describe.each(pages)('%s', (page) => {
  const blocks = blocksOf(read(page));
  const folder = workshop();
  const transcripts = blocks.filter((block) => block.kind === 'transcript');
  const told = new Map<Transcript, string[]>();

  // In order, because a command may read what an earlier one wrote.
  for (const block of blocks) {
    if (block.kind === 'file') {
      it(`has the file ${block.name}`, () => writeIn(folder, block.name, block.text));
      continue;
    }
    for (const { words, prints } of block.commands) {
      it(
        `prints what it says: ${words}`,
        () => {
          const ran = run(words, folder);
          const seen = seenOf(ran);
          if (ran.written !== undefined) {
            writeIn(folder, ran.written.name, ran.written.text);
            // What the page shows beside its text is as the command wrote it.
            expectOwned(join(page, '..', ran.written.name), ran.written.text);
          }
          expect(ran.code, seen).toBe(codeExpected(seen));
          const now = retold(prints, seen);
          const lines = [`$ ${words}`, now ?? prints].filter((text) => text !== '');
          told.set(block, [...(told.get(block) ?? []), ...lines]);
          expect(now, `a part of the transcript is printed nowhere in:\n${seen}`).toBeDefined();
          if (!updates) expect(masked(now ?? '')).toBe(masked(prints));
        },
        commandTimeoutMs,
      );
    }
  }

  if (updates && transcripts.length > 0)
    it('is written anew', () => {
      let text = read(page);
      for (const block of transcripts.toReversed()) {
        const lines = (told.get(block) ?? []).map((line) => `${line}\n`);
        text = [text.slice(0, block.from), ...lines, text.slice(block.to)].join('');
      }
      writeFileSync(join(house, page), text);
    });

  if (blocks.some((block) => block.kind === 'file' && block.name.endsWith('.ts')))
    it('has files that type-check as strictly as they can be', () => {
      writeIn(folder, 'tsconfig.json', JSON.stringify({ compilerOptions: strict }));
      const { stdout } = spawnSync(join(house, 'node_modules/.bin/tsc'), [], {
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
      expect(() => readFileSync(join(house, page, '..', target as string))).not.toThrow();
    }
  });
});

describe('docstrings', () => {
  const files = ['checker', 'integrations/vitest', 'reports', '.'].flatMap((room) =>
    readdirSync(join(house, room))
      .filter((file) => file.endsWith('.ts') && !/\.(test|config)\.ts$/.test(file))
      .map((file) => join(room, file)),
  );

  it.each(files)('stand above everything that %s exports', (file) => {
    const lines = read(file).split('\n');
    const declared = /^export (?:function\*?|const|class|interface|type) (?<name>\w+)/;
    const bare = lines.flatMap((line, at) => {
      const name = declared.exec(line)?.groups?.name;
      // Of overloads the first has the words.
      const isTold =
        lines[at - 1]?.endsWith('*/') || (name !== undefined && lines[at - 1]?.includes(` ${name}<`));
      return name === undefined || isTold ? [] : [name];
    });
    expect(bare).toEqual([]);
  });
});
