/**
 * Tests the rooms of the repository (docs/architecture.md): the imports of every file go along the allowed
 * arrows, without circles.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

interface Import {
  readonly file: string;
  /** A file of the repository, or the name of a package. */
  readonly target: string;
  readonly typeOnly: boolean;
}

const root = join(import.meta.dirname, '..');
const rooms = [
  ...['checker', 'cli', 'implementations', 'integrations', 'live', 'models', 'page', 'properties', 'reports'],
];

/**
 * The rooms of the checker, in order: each imports from itself and from those before it. A sub-folder is a
 * room of its own. The files directly in `checker/` come last.
 */
const order = [
  ...['values', 'actors', 'actors/foreign', 'semantics', 'property', 'traces'],
  ...['explore/tables', 'explore/symmetry', 'explore/successors', 'explore/parallel', 'explore'],
  ...['simulate/simulation', 'simulate/strategies', 'simulate'],
  ...['codecs', 'suite/families', 'suite', 'suite/explanation', ''],
].map((room) => join('checker', room, '/'));
/** The one import between the two engines: shrinking ends with a breadth-first search. */
const shrinking = { from: 'checker/simulate/shrink.ts', to: 'checker/explore/breadth-first.ts' };
/** A room with more files than this has more than one purpose. */
const filesMax = 15;

/** The paths that the files of each room may import; `<p>` is the protocol of the importing file. */
const arrows: Readonly<Record<string, readonly RegExp[]>> = {
  checker: [/^checker\//],
  models: [/^checker\/actors\/actor\.ts$/, /^models\/<p>\//],
  implementations: [/^checker\/actors\/actor\.ts$/, /^implementations\/<p>\//],
  properties: [/^checker\//, /^models\/<p>\//, /^implementations\/<p>\//, /^properties\/<p>\//],
  reports: [/^checker\//, /^reports\//],
  live: [/^live\//, /^reports\//, /^checker\//],
  page: [/^page\//],
  integrations: [/^checker\//, /^reports\//, /^properties\//, /^integrations\//],
  cli: [/^checker\//, /^reports\//, /^properties\//, /^integrations\/stdio\//, /^cli\//],
  'index.ts': [/^checker\/index\.ts$/, /^reports\/assert\.ts$/, /^config\.ts$/],
  'config.ts': [/^checker\/index\.ts$/],
};
/** The paths that only `import type` may name. */
const typeArrows: Readonly<Record<string, readonly RegExp[]>> = {
  implementations: [/^models\/<p>\/(\w+\/)?messages\.ts$/],
  cli: [/^config\.ts$/],
  page: [/^reports\//, /^live\/messages\.ts$/],
};
const mayUseNode = /^(cli|bench|integrations)\/|\.node\.ts$/;
const ambient =
  /\b(Date\.now|new Date\(\)|Math\.random|performance\.now|setTimeout|setInterval|setImmediate|process\.)/;
/** The file that bans clock and randomness names them; the worker of a page has a clock for its slices. */
const mayBeAmbient = /^(cli|bench|integrations)\/|^checker\/actors\/ambient\.ts$|^live\/worker\.ts$/;

function sources(): string[] {
  return rooms
    .flatMap((room) =>
      readdirSync(join(root, room), { recursive: true, encoding: 'utf8' }).map((file) => join(room, file)),
    )
    .concat('index.ts', 'config.ts')
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
}

function importsOf(file: string, text: string): Import[] {
  const statements = /^\s*(?:import|export)\b(?<clause>[^'"`;]*?)(?:\bfrom\s*)?['"](?<static>[^'"]+)['"]/gm;
  const dynamic = /\b(?:import|require)\(\s*['"](?<target>[^'"]+)['"]/g;
  return [
    ...[...text.matchAll(statements)].map(({ groups }) => ({
      specifier: groups?.static as string,
      typeOnly: isTypeOnly(groups?.clause as string),
    })),
    ...[...text.matchAll(dynamic)].map(({ groups }) => ({
      specifier: groups?.target as string,
      typeOnly: false,
    })),
  ].map(({ specifier, typeOnly }) => ({
    file,
    target: specifier.startsWith('.') ? normalize(join(dirname(file), specifier)) : specifier,
    typeOnly,
  }));
}

function isTypeOnly(clause: string): boolean {
  if (/^\s*type\b/.test(clause)) return true;
  const names = /^\s*\{(?<names>[^}]*)\}\s*$/.exec(clause)?.groups?.names;
  return names?.split(',').every((name) => name.trim() === '' || /^\s*type\b/.test(name)) ?? false;
}

/** The room of a file of the checker, as its place in the order. */
function roomOf(file: string): number {
  return order.indexOf(join(dirname(file), '/'));
}

/** The reason why an import between rooms of the checker is forbidden; undefined if it is allowed. */
function climb(file: string, target: string): string | undefined {
  const [from, to] = [roomOf(file), roomOf(target)];
  if (from < 0) return 'its folder is no room of the checker';
  if (to > from) return `${order[from]} comes before ${order[to]}`;
  if (!file.startsWith('checker/simulate/') || !target.startsWith('checker/explore/')) return undefined;
  return file === shrinking.from && target === shrinking.to ? undefined : 'the two engines are independent';
}

/** The reason why an import is forbidden; undefined if it is allowed. */
function trespass({ file, target, typeOnly }: Import): string | undefined {
  const [room = '', protocol = ''] = file.split('/');
  if (target.startsWith('node:')) return mayUseNode.test(file) ? undefined : 'node modules';
  if (target === 'vitest') return room === 'integrations' ? undefined : 'vitest outside integrations';
  if (!target.endsWith('.ts')) return undefined;
  if (room === 'checker' && target.startsWith('checker/')) return climb(file, target);
  const folders = file === 'properties/index.ts' ? [/^properties\/[^/]+\/index\.ts$/] : [];
  const patterns = [...(arrows[room] ?? []), ...(typeOnly ? (typeArrows[room] ?? []) : []), ...folders];
  const inside = patterns.some((pattern) => new RegExp(pattern.source.replace('<p>', protocol)).test(target));
  return inside ? undefined : `no arrow from ${room} to there${typeOnly ? ' (type)' : ''}`;
}

/**
 * Files that import each other, directly or through others: the strongly connected components of more than
 * one file (Tarjan 1972).
 */
function circlesAmong(imports: readonly Import[]): string[][] {
  const next = new Map<string, string[]>();
  for (const { file, target } of imports) next.set(file, [...(next.get(file) ?? []), target]);
  const circles: string[][] = [];
  const numbers = new Map<string, number>();
  const stack: string[] = [];
  const visit = (file: string): number => {
    const number = numbers.size;
    numbers.set(file, number);
    stack.push(file);
    let lowest = number;
    for (const target of next.get(file) ?? []) {
      if (!numbers.has(target)) lowest = Math.min(lowest, visit(target));
      else if (stack.includes(target)) lowest = Math.min(lowest, numbers.get(target) as number);
    }
    if (lowest === number) {
      const component = stack.splice(stack.indexOf(file));
      if (component.length > 1 || next.get(file)?.includes(file)) circles.push(component);
    }
    return lowest;
  };
  for (const file of next.keys()) if (!numbers.has(file)) visit(file);
  return circles;
}

/** Every file with code, tests and benches included. */
function everyFile(): string[] {
  return [...rooms, 'scripts', 'bench', 'tests', 'examples']
    .flatMap((room) =>
      readdirSync(join(root, room), { recursive: true, encoding: 'utf8' }).map((file) => join(room, file)),
    )
    .concat('index.ts', 'config.ts')
    .filter((file) => file.endsWith('.ts') && !file.includes('node_modules'));
}

describe('the rooms', () => {
  const files = sources().map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));

  it('contains files and imports', () => {
    expect(files.length).toBeGreaterThan(20);
    expect(files.flatMap(({ file, text }) => importsOf(file, text)).length).toBeGreaterThan(60);
  });

  it('imports only along the arrows', () => {
    const wrong = files
      .flatMap(({ file, text }) => importsOf(file, text))
      .flatMap((one) => {
        const why = trespass(one);
        return why === undefined ? [] : [`${one.file} imports ${one.target}: ${why}`];
      });
    expect(wrong).toEqual([]);
  });

  it('has no file in a circle of imports', () => {
    const imports = everyFile().flatMap((file) => importsOf(file, readFileSync(join(root, file), 'utf8')));
    expect(imports.length).toBeGreaterThan(1_000);
    expect(circlesAmong(imports)).toEqual([]);
  });

  it('finds a circle', () => {
    const circle = [
      { file: 'a.ts', target: 'b.ts', typeOnly: true },
      { file: 'b.ts', target: 'c.ts', typeOnly: false },
      { file: 'c.ts', target: 'a.ts', typeOnly: false },
      { file: 'd.ts', target: 'a.ts', typeOnly: false },
    ];
    expect(circlesAmong(circle)).toEqual([['a.ts', 'b.ts', 'c.ts']]);
    expect(circlesAmong(circle.slice(1))).toEqual([]);
  });

  it(`has at most ${filesMax} files in each room of the checker`, () => {
    const inChecker = files.map(({ file }) => file).filter((file) => file.startsWith('checker/'));
    expect(inChecker.filter((file) => roomOf(file) < 0)).toEqual([]);
    const counts = order.map(
      (room, at) => [room, inChecker.filter((file) => roomOf(file) === at).length] as const,
    );
    expect(counts.filter(([, count]) => count > filesMax)).toEqual([]);
  });

  it('has a test beside each file of the engines', () => {
    const known = new Set(everyFile());
    const untested = files
      .map(({ file }) => file)
      .filter((file) => /^checker\/(explore|simulate)\//.test(file))
      .filter((file) => !known.has(file.replace(/(\.node)?\.ts$/, '.test.ts')));
    expect(untested).toEqual([]);
  });

  it('keeps clock, timers, randomness and process at the edge', () => {
    const wrong = files
      .filter(({ file }) => !mayBeAmbient.test(file) && !file.endsWith('.node.ts'))
      .filter(({ text }) => ambient.test(text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')))
      .map(({ file }) => file);
    expect(wrong).toEqual([]);
  });

  it('names each protocol alike in all its rooms', () => {
    const protocols = (room: string) =>
      new Set(
        files
          .map(({ file }) => file.split('/'))
          .flatMap(([first, name, rest]) => (first === room && rest ? [name] : [])),
      );
    expect(protocols('models')).toEqual(protocols('properties'));
    for (const name of protocols('implementations')) expect(protocols('models')).toContain(name);
  });

  // Each of these imports is forbidden, so the test can fail.
  it.each([
    ['checker/suite/explore.ts', "import { suite } from '../../properties/raft/index.ts';"],
    ['models/raft/machine.ts', "import { canonical } from '../../checker/values/canonical.ts';"],
    ['checker/semantics/world.ts', "import type { Property } from '../property/property.ts';"],
    ['checker/explore/tables/row-table.ts', "import { x } from '../breadth-first.ts';"],
    ['checker/simulate/run.ts', "import { x } from '../explore/breadth-first.ts';"],
    ['checker/simulate/shrink.ts', "import { x } from '../explore/cursor.ts';"],
    ['checker/explore/cursor.ts', "import { x } from '../simulate/run.ts';"],
    ['checker/fast/cursor.ts', "import { x } from '../values/copy.ts';"],
    ['models/raft/machine.ts', "import type { X } from '../chord/messages.ts';"],
    ['implementations/raft/server.ts', "import { raftMachine } from '../../models/raft/machine.ts';"],
    [
      'implementations/raft/server.ts',
      "import { type Raft, majority } from '../../models/raft/messages.ts';",
    ],
    ['properties/raft/index.ts', "export * from '../chord/index.ts';"],
    ['reports/exploration-text.ts', "import {\n  explore,\n} from '../cli/commands.ts';"],
    ['checker/suite/explore.ts', "import { performance } from 'node:perf_hooks';"],
    ['checker/suite/explore.ts', "const { it } = await import('vitest');"],
    ['reports/text.ts', "import '../cli/main.ts';"],
    ['index.ts', "export * from './cli/commands.ts';"],
  ])('refuses %s with %s', (file, text) => {
    expect(importsOf(file, text).map(trespass)).toEqual([expect.any(String)]);
  });

  it.each([
    ['implementations/raft/server.ts', "import type { Raft } from '../../models/raft/messages.ts';"],
    ['implementations/raft/server.ts', "import type { Raft } from '../../models/raft/part/messages.ts';"],
    [
      'implementations/raft/server.ts',
      "import { type Raft, type Role } from '../../models/raft/messages.ts';",
    ],
    ['checker/simulate/shrink.ts', "import { x } from '../explore/breadth-first.ts';"],
    ['checker/explore/cursor.ts', "import { x } from './tables/row-table.ts';"],
    ['cli/check-runner.ts', "import { performance } from 'node:perf_hooks';"],
    ['properties/index.ts', "import { suite as raft } from './raft/index.ts';"],
  ])('allows %s with %s', (file, text) => {
    expect(importsOf(file, text).map(trespass)).toEqual([undefined]);
  });
});
