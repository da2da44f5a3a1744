/** The rooms of the house (docs/architecture.md) and the arrows between them, read off the imports of every file. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

interface Import {
  readonly file: string;
  /** A file of the house, or the name of a package. */
  readonly target: string;
  readonly typeOnly: boolean;
}

const house = join(import.meta.dirname, '..');
const rooms = ['checker', 'cli', 'implementations', 'integrations', 'models', 'properties', 'reports'];

/** Where each room may look; `<p>` stands for the protocol of the importing file. */
const arrows: Readonly<Record<string, readonly RegExp[]>> = {
  checker: [/^checker\//],
  models: [/^checker\/actor\.ts$/, /^models\/<p>\//],
  implementations: [/^checker\/actor\.ts$/, /^implementations\/<p>\//],
  properties: [/^checker\//, /^models\/<p>\//, /^implementations\/<p>\//, /^properties\/<p>\//],
  reports: [/^checker\//, /^reports\//],
  integrations: [/^checker\//, /^reports\//, /^properties\//, /^integrations\//],
  cli: [/^checker\//, /^reports\//, /^properties\//, /^cli\//],
  // The front door of the package, and what a user writes beside it.
  'index.ts': [/^checker\/index\.ts$/, /^reports\/assert\.ts$/, /^config\.ts$/],
  'config.ts': [/^checker\/index\.ts$/],
};
/** What only `import type` may fetch. */
const typeArrows: Readonly<Record<string, readonly RegExp[]>> = {
  implementations: [/^models\/<p>\/messages\.ts$/],
};
const mayUseNode = /^(cli|bench|integrations)\/|\.node\.ts$/;
const ambient =
  /\b(Date\.now|new Date\(\)|Math\.random|performance\.now|setTimeout|setInterval|setImmediate|process\.)/;
/** The file that bans ambient inputs has to name them. */
const mayBeAmbient = /^(cli|bench|integrations)\/|^checker\/ambient\.ts$/;

function sources(): string[] {
  return rooms
    .flatMap((room) => {
      try {
        return readdirSync(join(house, room), { recursive: true, encoding: 'utf8' }).map((file) =>
          join(room, file),
        );
      } catch {
        return [];
      }
    })
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

/** What is wrong with an import, if anything. */
function trespass({ file, target, typeOnly }: Import): string | undefined {
  const [room = '', protocol = ''] = file.split('/');
  if (target.startsWith('node:')) return mayUseNode.test(file) ? undefined : 'node modules';
  if (target === 'vitest') return room === 'integrations' ? undefined : 'vitest outside integrations';
  if (!target.endsWith('.ts')) return undefined;
  const everyone = file === 'properties/index.ts' ? [/^properties\/[^/]+\/index\.ts$/] : [];
  const patterns = [...(arrows[room] ?? []), ...(typeOnly ? (typeArrows[room] ?? []) : []), ...everyone];
  const inside = patterns.some((pattern) => new RegExp(pattern.source.replace('<p>', protocol)).test(target));
  return inside ? undefined : `no arrow from ${room} to there${typeOnly ? ' (type)' : ''}`;
}

describe('the rooms', () => {
  const files = sources().map((file) => ({ file, text: readFileSync(join(house, file), 'utf8') }));

  it('has files to look at', () => {
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

  // The test itself must be able to fail: each line is an import that some arrow forbids.
  it.each([
    ['checker/explore.ts', "import { suite } from '../properties/raft/index.ts';"],
    ['models/raft/machine.ts', "import { canonical } from '../../checker/canonical.ts';"],
    ['models/raft/machine.ts', "import type { X } from '../chord/messages.ts';"],
    ['implementations/raft/server.ts', "import { raftMachine } from '../../models/raft/machine.ts';"],
    [
      'implementations/raft/server.ts',
      "import { type Raft, majority } from '../../models/raft/messages.ts';",
    ],
    ['properties/raft/index.ts', "export * from '../chord/index.ts';"],
    ['reports/terminal.ts', "import {\n  explore,\n} from '../cli/commands.ts';"],
    ['checker/explore.ts', "import { performance } from 'node:perf_hooks';"],
    ['checker/explore.ts', "const { it } = await import('vitest');"],
    ['reports/text.ts', "import '../cli/main.ts';"],
    ['index.ts', "export * from './cli/commands.ts';"],
  ])('refuses %s with %s', (file, text) => {
    expect(importsOf(file, text).map(trespass)).toEqual([expect.any(String)]);
  });

  it.each([
    ['implementations/raft/server.ts', "import type { Raft } from '../../models/raft/messages.ts';"],
    [
      'implementations/raft/server.ts',
      "import { type Raft, type Role } from '../../models/raft/messages.ts';",
    ],
    ['cli/drive.ts', "import { performance } from 'node:perf_hooks';"],
    ['properties/index.ts', "import { suite as raft } from './raft/index.ts';"],
  ])('lets %s have %s', (file, text) => {
    expect(importsOf(file, text).map(trespass)).toEqual([undefined]);
  });
});
