/**
 * Tests that what claims to run in a browser does: each entry is bundled without any module of Node and runs
 * without the globals of Node, and the bundles keep their sizes.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { swarmcheck } from './support/command.ts';
import { repository } from './support/repository.ts';

/** A script for a browser, and the npm packages in it; nothing is left out of it. */
async function bundle(contents: string) {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: join(repository, 'dist') },
    bundle: true,
    write: false,
    format: 'iife',
    minify: true,
    platform: 'browser',
    target: 'es2022',
    logLevel: 'silent',
    metafile: true,
  });
  const [output] = Object.values(metafile.outputs);
  const inputs = Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  const packages = inputs.map(
    ([file]) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? 'swarmcheck',
  );
  return { script: outputFiles[0]?.text ?? '', packages: [...new Set(packages)].sort() };
}

/** Runs a script where there are the globals of a browser's worker, and none of Node. */
function run(script: string): unknown {
  const globals = {
    TextEncoder,
    TextDecoder,
    URL,
    btoa,
    atob,
    performance,
    structuredClone,
    console,
    crypto,
  };
  const timers = { setTimeout, clearTimeout, setInterval, clearInterval, queueMicrotask };
  const context = createContext({ ...globals, ...timers, result: undefined });
  runInContext(`globalThis.self = globalThis; ${script}`, context);
  return context.result;
}

const kibibytes = (script: string) => gzipSync(script, { level: 9 }).length / 1_024;
const trace = JSON.stringify(readFileSync(join(repository, 'regressions/raft/R3.trace.json'), 'utf8'));

describe('in a browser', () => {
  it('explores a suite, within 190 KiB and without fast-check', async () => {
    const { script, packages } = await bundle(`
      import { exploreScopeAll, subjectOf } from './index.js';
      import { suite } from './properties/raft/index.js';
      const subject = subjectOf(suite, 'bug:R3');
      const { results } = exploreScopeAll(suite, 'one-term', subject, suite.properties.slice(0, 1));
      globalThis.result = results.map(({ property, verdict, trace }) => [property.name, verdict, trace.steps.length]);
    `);
    expect(run(script)).toEqual([['Election Safety', 'violated', 6]]);
    expect(packages).not.toContain('fast-check');
    expect(kibibytes(script)).toBeLessThan(190);
  });

  it('renders a trace in every form', async () => {
    const { script } = await bundle(`
      import { readTrace } from './index.js';
      import { renderings, tracePageOf, htmlText } from './reports/index.js';
      const record = readTrace(${trace}, 'R3');
      const forms = Object.entries(renderings).map(([name, render]) => [name, render(record).length > 200]);
      const page = htmlText(tracePageOf(record, () => undefined), 'player');
      globalThis.result = { forms: Object.fromEntries(forms), page: page.startsWith('<!doctype html>') };
    `);
    expect(run(script)).toEqual({
      forms: { text: true, mermaid: true, itf: true, shiviz: true, svg: true, test: true },
      page: true,
    });
    expect(kibibytes(script)).toBeLessThan(190);
  });

  it.each(['.', './reports', './protocols/*'])('loads the whole entry %s', async (entry) => {
    const files = {
      '.': './index.js',
      './reports': './reports/index.js',
      './protocols/*': './properties/index.js',
    };
    const { script } = await bundle(`
      import * as all from '${files[entry as keyof typeof files]}';
      globalThis.result = Object.keys(all).length;
    `);
    expect(run(script)).toBeGreaterThan(0);
  });

  it.each(['raft', 'chord', 'gnutella', 'bittorrent-tracker', 'bitswap'])(
    'has a live page of %s within 190 KiB',
    (name) => {
      const { folder } = swarmcheck(['build', name, '--out', 'page.html']);
      expect(kibibytes(readFileSync(join(folder, 'page.html'), 'utf8'))).toBeLessThan(190);
    },
  );

  it('draws one trace as SVG within 40 KiB', async () => {
    const { script } = await bundle(`
      import { svgText } from './reports/index.js';
      globalThis.result = typeof svgText;
    `);
    expect(run(script)).toBe('function');
    expect(kibibytes(script)).toBeLessThan(40);
  });
});
