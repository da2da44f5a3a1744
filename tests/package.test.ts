/** Tests the package: the packed tarball, installed in an empty folder without network. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { beforeAll, describe, expect, it } from 'vitest';
import { quietEnvironment, writeIn } from './support/command.ts';
import { blocksOf } from './support/page.ts';
import { repository } from './support/repository.ts';
import { install, manifest, pack } from './support/tarball.ts';

const folder = mkdtempSync(join(tmpdir(), 'swarmcheck-package-'));
const inFolder = { cwd: folder, encoding: 'utf8' as const, stdio: 'pipe' as const, env: quietEnvironment() };

let files: readonly string[] = [];

beforeAll(() => {
  const packed = pack();
  files = packed.files;
  const { vitest: _, ...devDependencies } = manifest.peerDependencies;
  install(folder, packed.tarball, { name: 'user', devDependencies });
}, 120_000);

describe('the package', () => {
  it('contains the needed files and no others', () => {
    const needed = [
      /^sdk\/(python|node|go)\//,
      /^dist\/.*\.js$/,
      /^dist\/(?!cli\/).*\.d\.ts$/,
      /^schemas\/\w+\.schema\.json$/,
      /^docs\/.*\.(md|svg|jpg)$/,
    ];
    const odd = files.filter((path) => !needed.some((pattern) => pattern.test(path)));
    expect(odd.toSorted()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json']);
    expect(files.filter((path) => /\.test\.|dist\/tests\//.test(path))).toEqual([]);
  });

  it('passes publint', async () => {
    const { messages } = await publint({
      pkgDir: join(folder, 'node_modules/swarmcheck'),
      pack: false,
      strict: true,
    });
    expect(messages.map((message) => formatMessage(message, manifest))).toEqual([]);
  });

  it('explores Raft', () => {
    const out = execFileSync('npx', ['--no-install', 'swarmcheck', 'explore', 'raft'], inFolder);
    expect(out).toContain('15,243 worlds');
    expect(out.trim().split('\n').at(-1)).toBe('all hold');
  });

  it('explores the protocol of the tutorial', () => {
    const page = blocksOf(readFileSync(join(repository, 'docs/tutorial/README.md'), 'utf8'));
    for (const block of page) if (block.kind === 'file') writeIn(folder, block.name, block.text);
    const out = execFileSync('npx', ['--no-install', 'swarmcheck', 'explore'], inFolder);
    expect(out).toContain('288 worlds');
  });

  it('has types and code for every entry', () => {
    // 'swarmcheck/vitest' is for tests of vitest alone: see example.test.ts.
    const entries = Object.keys(manifest.exports)
      .filter((entry) => !/json|schemas|vitest/.test(entry))
      .map((entry) => entry.replace('*', 'raft').replace('.', 'swarmcheck'));
    expect(entries).toEqual([
      'swarmcheck',
      'swarmcheck/reports',
      'swarmcheck/threads',
      'swarmcheck/stdio',
      'swarmcheck/protocols/raft',
    ]);
    writeIn(
      folder,
      'entries/typed.mts',
      [
        "import { assert, check, type ExploreOptions, type Suite } from 'swarmcheck';",
        "import { svgText } from 'swarmcheck/reports';",
        "import { threads } from 'swarmcheck/threads';",
        "import { suite } from 'swarmcheck/protocols/raft';",
        'const typed: Suite = suite;',
        'const options: ExploreOptions = { workers: threads(2) };',
        'const steps: number | undefined = check(typed).results[0]?.trace?.steps.length;',
        "const wrong: string = assert(suite, { scope: 'default' }).verdict === 'holds' ? 1 : 2;",
        'console.log(svgText, steps, options, wrong);',
      ].join('\n'),
    );
    const compilerOptions = {
      strict: true,
      noEmit: true,
      module: 'nodenext',
      target: 'es2023',
      skipLibCheck: true,
    };
    writeIn(folder, 'entries/tsconfig.json', JSON.stringify({ compilerOptions }));
    const { stdout } = spawnSync(join(repository, 'node_modules/.bin/tsc'), ['-p', 'entries'], inFolder);
    // The compiler reports exactly the one deliberate mistake.
    expect(stdout.match(/^\S+: error.*$/gm)).toEqual([
      expect.stringContaining(
        "typed.mts(8,7): error TS2322: Type 'number' is not assignable to type 'string'",
      ),
    ]);
    writeIn(
      folder,
      'entries/run.mjs',
      `${entries.map((entry) => `console.log(Object.keys(await import('${entry}')).length > 0);`).join('\n')}\n` +
        "console.log(typeof (await import('swarmcheck/schemas/report.schema.json', { with: { type: 'json' } })).default);\n",
    );
    const out = execFileSync(process.execPath, ['--no-warnings', 'entries/run.mjs'], inFolder);
    expect(out.trim().split('\n')).toEqual([...entries.map(() => 'true'), 'object']);
  });
});
