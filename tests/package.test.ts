/** What users install: the packed tarball in an empty folder, without network. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { beforeAll, describe, expect, it } from 'vitest';
import { quietEnvironment, writeIn } from './support/command.ts';
import { blocksOf } from './support/page.ts';

const house = join(import.meta.dirname, '..');
const manifest = JSON.parse(readFileSync(join(house, 'package.json'), 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'swarmcheck-package-'));
const inFolder = { cwd: folder, encoding: 'utf8' as const, stdio: 'pipe' as const, env: quietEnvironment() };

let files: readonly string[] = [];

/** The part of our lock file that a user needs, with the tarball in it; npm then finds everything in its cache. */
function lockFor(tarball: string) {
  const { packages, ...lock } = JSON.parse(readFileSync(join(house, 'package-lock.json'), 'utf8'));
  const { version, dependencies, peerDependencies, bin, engines } = manifest;
  const installed = { version, resolved: `file:${tarball}`, dependencies, peerDependencies, bin, engines };
  const wanted = Object.entries<{ dev?: true }>(packages).filter(
    ([path, { dev }]) =>
      path !== '' && (dev !== true || /^node_modules\/(xstate|fast-check)($|\/)/.test(path)),
  );
  const root = { name: 'user', version: '1.0.0', dependencies: dependenciesOn(tarball) };
  return {
    ...lock,
    name: 'user',
    packages: {
      '': root,
      'node_modules/swarmcheck': installed,
      ...Object.fromEntries(wanted.map(([path, { dev: _, ...one }]) => [path, one])),
    },
  };
}

function dependenciesOn(tarball: string) {
  return { swarmcheck: `file:${tarball}`, ...manifest.peerDependencies };
}

beforeAll(() => {
  const packed = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
    cwd: house,
    encoding: 'utf8',
  });
  // One version of npm prints a list, a later one a record.
  const [tarball] = Object.values(
    JSON.parse(packed) as Record<string, { filename: string; files: { path: string }[] }>,
  );
  if (tarball === undefined) throw new Error(`npm packed nothing: ${packed}`);
  files = tarball.files.map(({ path }) => path);
  writeIn(
    folder,
    'package.json',
    JSON.stringify({ name: 'user', version: '1.0.0', dependencies: dependenciesOn(tarball.filename) }),
  );
  writeIn(folder, 'package-lock.json', JSON.stringify(lockFor(tarball.filename)));
  execFileSync('npm', ['ci', '--offline', '--ignore-scripts', '--no-audit', '--no-fund'], inFolder);
});

describe('the package', () => {
  it('holds what is needed and nothing else', () => {
    const needed = [
      /^dist\/.*\.js$/,
      /^dist\/(?!cli\/).*\.d\.ts$/,
      /^schemas\/\w+\.schema\.json$/,
      /^docs\/.*\.(md|svg)$/,
    ];
    const odd = files.filter((path) => !needed.some((pattern) => pattern.test(path)));
    expect(odd.toSorted()).toEqual(['LICENSE', 'README.md', 'package.json']);
    expect(files.filter((path) => /test/.test(path))).toEqual([]);
  });

  it('has nothing for publint to find', async () => {
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
    const page = blocksOf(readFileSync(join(house, 'docs/tutorial/README.md'), 'utf8'));
    for (const block of page) if (block.kind === 'file') writeIn(folder, block.name, block.text);
    const out = execFileSync('npx', ['--no-install', 'swarmcheck', 'explore'], inFolder);
    expect(out).toContain('288 worlds');
  });

  it('has types behind every entry, and code', () => {
    const entries = Object.keys(manifest.exports)
      .filter((entry) => !/json|schemas/.test(entry))
      .map((entry) => entry.replace('*', 'raft').replace('.', 'swarmcheck'));
    expect(entries).toEqual([
      'swarmcheck',
      'swarmcheck/reports',
      'swarmcheck/threads',
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
        'const options: ExploreOptions = { hands: threads(2) };',
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
    const { stdout } = spawnSync(join(house, 'node_modules/.bin/tsc'), ['-p', 'entries'], inFolder);
    // The one mistake in it is found, and nothing else.
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
    expect(out.trim().split('\n')).toEqual(['true', 'true', 'true', 'true', 'object']);
  });
});
