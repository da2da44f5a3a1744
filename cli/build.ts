/**
 * The command `build`: makes the live page of a suite, one HTML file with the player, and with the checker and
 * the suite in a worker. The bundle is made by esbuild, which the user installs.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  defaultScopeOf,
  messageOf,
  type Suite,
  scopeOf,
  subjectOf,
  subjectText,
  type TraceRecord,
  UsageError,
} from '../checker/index.ts';
import { isFamily } from '../checker/suite/suite.ts';
import { traceAt, writeIn } from '../checker/suite/trace-store.node.ts';
import { inOneLine } from '../checker/values/printable.ts';
import type { Choice } from '../reports/choice.ts';
import { choiceOf, htmlText, livePageOf } from '../reports/index.ts';
import { playerScript } from '../reports/player.node.ts';
import { Catalogue } from './catalogue.ts';
import { type Exit, exits } from './exit.ts';
import type { Options } from './options.ts';
import { Output } from './output.ts';
import { moduleOf } from './suite-source.ts';

/** The folder of the compiled package. */
const dist = fileURLToPath(new URL('..', import.meta.url));

/** The options of `build`; its `--out` is a file. */
type BuildOptions = Options & { readonly trace?: string };

/** Makes the live page of a protocol, or of a trace of it. */
export async function build(
  protocol: string | undefined,
  { out = '', trace, ...options }: BuildOptions,
): Promise<Exit> {
  const catalogue = await Catalogue.of(options, false);
  const record = trace === undefined ? undefined : traceAt(trace);
  const named = protocol ?? record?.protocol;
  const suite = named === undefined ? catalogue.only() : catalogue.named(named);
  if (record !== undefined) refuseOther(record, suite, `${trace}`, options);
  const choice = record === undefined ? choiceIn(suite, options) : choiceOf(record);
  const page = htmlText(livePageOf(suite, choice, record), playerScript(), await bundleOf(suite));
  writeIn(out, page, '--out');
  new Output(options).lines(`${out}: a live page of ${suite.name}; open it in a browser`);
  return exits.allHold;
}

/** @throws UsageError if the trace is not of this suite, or of code that no page can run. */
function refuseOther(record: TraceRecord, { name }: Suite, path: string, { scope, subject }: Options): void {
  if (record.protocol !== name)
    throw new UsageError(
      `${path} is a trace of '${record.protocol}', and not of '${name}'; leave out the name`,
    );
  if (record.adapter !== undefined)
    throw new UsageError(
      `${path} was found on the adapter '${record.adapter}', which no page can run; make a page of the trace alone: show ${path} --as html`,
    );
  const given = scope === undefined ? subject && '--subject' : '--scope';
  if (given !== undefined)
    throw new UsageError(`${path} says which scope and subject it is of; leave out ${given}`);
}

/** What a page without a trace begins with. */
function choiceIn(suite: Suite, { scope, subject: word = 'model' }: Options): Choice {
  const subject = subjectOf(suite, word);
  const usual = defaultScopeOf(suite, subject);
  const scopes = Object.entries(suite.scopes).flatMap(([name, entry]) => (isFamily(entry) ? [] : [name]));
  const name = scope ?? (scopes.includes(usual) ? usual : scopes[0]) ?? usual;
  scopeOf(suite, name);
  return { scope: name, subject: subjectText(subject) };
}

/**
 * The script of the worker: the checker and a suite.
 *
 * @throws UsageError if esbuild is not installed, or cannot bundle the suite.
 */
async function bundleOf(suite: Suite): Promise<string> {
  const { build: bundle } = await import('esbuild').catch((cause: unknown) => {
    throw new UsageError(
      'a live page is bundled by esbuild, which is not installed; run npm install --save-dev esbuild',
      {
        cause,
      },
    );
  });
  const { file, name, at } = moduleOf(suite, dist);
  const contents = [
    `import { ${name} as exported } from ${JSON.stringify(file)};`,
    `import { serve } from ${JSON.stringify(join(dist, 'live/worker.js'))};`,
    `serve(${at === undefined ? 'exported' : `exported[${at}]`});`,
  ].join('\n');
  try {
    const { outputFiles } = await bundle({
      stdin: { contents, resolveDir: process.cwd() },
      alias: { 'fast-check': join(dist, 'live/no-fast-check.js') },
      bundle: true,
      write: false,
      format: 'iife',
      minify: true,
      platform: 'browser',
      target: 'es2022',
      charset: 'ascii',
      legalComments: 'none',
      logLevel: 'silent',
    });
    return outputFiles[0]?.text ?? '';
  } catch (cause) {
    throw new UsageError(
      `suite '${suite.name}' cannot be bundled for a browser: ${inOneLine(messageOf(cause))}; a live page can have only code that needs no module of Node`,
      { cause },
    );
  }
}
