/** Tests the search for a project: the nearest configuration, or the package of swarmcheck. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fromHere, ownManifest, placeOf, projectAround } from './project.node.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'swarmcheck-project-')));
const deep = join(folder, 'outer', 'inner');
mkdirSync(deep, { recursive: true });
afterAll(() => rmSync(folder, { recursive: true }));

describe('the project around a folder', () => {
  it('is the folder itself without a configuration', () => {
    expect(projectAround(deep)).toEqual({ home: deep, isOwn: false });
  });

  it('is that of the nearest configuration', () => {
    const outer = join(folder, 'swarmcheck.config.ts');
    writeFileSync(outer, '');
    expect(projectAround(deep)).toEqual({ home: folder, configuration: outer, isOwn: false });
    const inner = join(folder, 'outer', 'swarmcheck.config.js');
    writeFileSync(inner, '');
    expect(projectAround(deep)).toEqual({
      home: join(folder, 'outer'),
      configuration: inner,
      isOwn: false,
    });
  });

  it('is the package of swarmcheck in its own folders', () => {
    const home = dirname(ownManifest());
    expect(projectAround(join(home, 'checker', 'suite'))).toEqual({ home, isOwn: true });
  });

  it('has folders for counterexamples and regressions, relative to the current one', () => {
    const here = { home: process.cwd(), isOwn: false };
    expect(placeOf('out', here)).toBe('swarmcheck-out');
    expect(placeOf('regressions', { ...here, home: dirname(process.cwd()) })).toBe(join('..', 'regressions'));
    expect(fromHere('.')).toBe('.');
  });
});
