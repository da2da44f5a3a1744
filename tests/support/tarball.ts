/** The packed tarball of swarmcheck, and its installation in a user's folder without network. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { quietEnvironment, writeIn } from './command.ts';
import { repository } from './repository.ts';

/** The package.json of the repository. */
export const manifest = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));

type Dependencies = Readonly<Record<string, string>>;

interface Locked {
  readonly dependencies?: Dependencies;
  readonly optionalDependencies?: Dependencies;
  readonly peerDependencies?: Dependencies;
  readonly dev?: true;
}

/** Packs the compiled package: the path of the tarball, and its files. */
export function pack(): { readonly tarball: string; readonly files: readonly string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'swarmcheck-packed-'));
  const packed = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
    cwd: repository,
    encoding: 'utf8',
  });
  // One version of npm prints a list, a later one a record.
  const [one] = Object.values(
    JSON.parse(packed) as Record<string, { filename: string; files: { path: string }[] }>,
  );
  if (one === undefined) throw new Error(`npm packed nothing: ${packed}`);
  return { tarball: join(folder, one.filename), files: one.files.map(({ path }) => path) };
}

/**
 * Installs the tarball and the other dependencies of a manifest, in the versions of the repository's lock
 * file, which npm has in its cache.
 */
export function install(
  folder: string,
  tarball: string,
  { devDependencies, ...user }: { readonly name: string; readonly devDependencies: Dependencies },
): void {
  const file = basename(tarball);
  copyFileSync(tarball, join(folder, file));
  const wanted = { ...devDependencies, swarmcheck: `file:${file}` };
  writeIn(folder, 'package.json', JSON.stringify({ ...user, devDependencies: wanted }));
  const { packages, ...lock } = JSON.parse(readFileSync(join(repository, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, Locked>>;
  };
  const { version, dependencies, peerDependencies, peerDependenciesMeta, bin, engines } = manifest;
  const own = { version, dependencies, peerDependencies, peerDependenciesMeta, bin, engines };
  const names = [
    ...Object.keys(devDependencies).filter((name) => name !== 'swarmcheck'),
    ...Object.keys(dependencies),
  ];
  const others = closureOf(packages, names).map((path) => {
    const { dev: _, ...one } = packages[path] as Locked;
    return [path, one] as const;
  });
  writeIn(
    folder,
    'package-lock.json',
    JSON.stringify({
      ...lock,
      name: user.name,
      packages: {
        '': { ...user, devDependencies: wanted },
        'node_modules/swarmcheck': { ...own, resolved: `file:${file}` },
        ...Object.fromEntries(others),
      },
    }),
  );
  execFileSync('npm', ['ci', '--offline', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: 'pipe',
    env: quietEnvironment(),
  });
}

/** The paths in a lock file of packages and of all their dependencies. */
function closureOf(packages: Readonly<Record<string, Locked>>, names: readonly string[]): string[] {
  const found = new Set<string>();
  const visit = (name: string, from: string): void => {
    const path = pathOf(packages, name, from);
    if (path === undefined || found.has(path)) return;
    found.add(path);
    const { dependencies, optionalDependencies, peerDependencies } = packages[path] as Locked;
    for (const needed of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies }))
      visit(needed, path);
  };
  for (const name of names) visit(name, '');
  return [...found];
}

/** The path at which a package finds another: in its own folder, or in one above it. */
function pathOf(packages: Readonly<Record<string, Locked>>, name: string, from: string): string | undefined {
  const path = `${from}${from === '' ? '' : '/'}node_modules/${name}`;
  if (path in packages || from === '') return path in packages ? path : undefined;
  return pathOf(packages, name, from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))));
}
