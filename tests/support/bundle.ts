/** Bundles for a browser: scripts made from the compiled files, without any module of Node. */
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { repository } from './repository.ts';

/** A script for a browser. */
export interface Bundle {
  readonly script: string;
  /** The npm packages with code in the script, sorted; `swarmcheck` is this one. */
  readonly packages: readonly string[];
}

/**
 * Bundles a module, minified. Nothing is left out, so an import of a module of Node is an error.
 *
 * @param contents - the text of the module; its imports are relative to `dist`
 */
export async function bundle(contents: string): Promise<Bundle> {
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

/** The size of a script as servers send it (gzip), in KiB. */
export function kibibytes(script: string): number {
  return gzipSync(script, { level: 9 }).length / 1_024;
}

/**
 * Runs a script where there are globals that browsers and their workers have, and none of Node (`process`,
 * `require`, `Buffer`). Returns what the script assigns to `globalThis.result`, as plain data.
 */
export function runBare(script: string): unknown {
  const text = { TextEncoder, TextDecoder, URL, btoa, atob };
  const timers = { setTimeout, clearTimeout, setInterval, clearInterval, queueMicrotask };
  const context = createContext({ ...text, ...timers, performance, structuredClone, console, crypto });
  runInContext(`globalThis.self = globalThis; ${script}`, context);
  return JSON.parse(JSON.stringify(context.result));
}
