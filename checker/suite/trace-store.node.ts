/** Traces as files: where those of broken promises are written, and where those lie that must break nothing any more. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Property } from '../property/property.ts';
import type { Trace } from '../traces/trace.ts';
import { readTrace, recordOf, type TraceRecord, writeTrace } from '../traces/trace-file.ts';
import { messageOf, UsageError } from '../values/errors.ts';
import { ownManifest, placeOf } from './project.node.ts';
import { homeOf, type Subject, subjectText, systemOf } from './subject.ts';
import type { Suite } from './suite.ts';
import { slug } from './validate-suite.ts';

/** A broken promise, and the way there. */
export interface Broken {
  readonly suite: Suite;
  readonly scope: string;
  readonly subject: Subject;
  readonly property: Property;
  readonly trace: Trace;
  /** Of the schedule that found it. */
  readonly seed?: number;
}

/** A trace, and the file that it belongs in. */
export interface TraceFile {
  readonly path: string;
  readonly record: TraceRecord;
}

/**
 * The file of a trace: `<out>/<protocol>/<subject>/<property>.trace.json`, `<out>/<protocol>/bugs/<id>.trace.json`, or
 * `<out>/<protocol>/refuted/<id>.trace.json`; the name of a scope that is not where the subject is explored unless told comes before `.trace.json`. Every part is the name of one file or folder, and different
 * traces have different files.
 */
export function fileOf(out: string, { suite, scope, subject, ...rest }: Broken): TraceFile {
  const { bug, refuted, side } = subject;
  const { name } = rest.property;
  const names =
    refuted !== undefined
      ? ['refuted', fileName(refuted)]
      : bug === undefined
        ? [side, fileName(slug(name) || name)]
        : ['bugs', side === 'model' ? fileName(bug) : `${fileName(bug)}.${side}`];
  const where = scope === homeOf(suite, subject) ? '' : `.${fileName(scope, devicesAndSides)}`;
  const path = `${join(out, fileName(suite.name), ...names)}${where}.trace.json`;
  const { setting } = systemOf(suite, scope, subject);
  const record = recordOf({
    ...{ tool: version(), protocol: suite.name, subject: subjectText(subject), scope, setting },
    ...rest,
  });
  return { path, record };
}

/** Longer names do not fit with what comes behind them. */
const fileNameMax = 100;
/** What Windows takes for devices. */
const devices = /^(con|prn|aux|nul|com\d|lpt\d)$/i;
/** What may stand between the id of a bug and the scope. */
const devicesAndSides = /^(con|prn|aux|nul|com\d|lpt\d|implementation|lockstep)$/i;

/** A name as that of a file on any system: what is no letter, digit, `_` or `-` is written by its number, and so is the first of a name that is taken. */
function fileName(name: string, taken = devices): string {
  const numbered = (text: string) =>
    [...text].map((character) => `%${character.codePointAt(0)?.toString(16).padStart(2, '0')}`).join('');
  const safe = taken.test(name)
    ? numbered(name.slice(0, 1)) + name.slice(1)
    : name.replaceAll(/[^\w-]/gu, numbered) || '%';
  if (safe.length <= fileNameMax) return safe;
  return `${safe.slice(0, fileNameMax - 17)}%${createHash('sha256').update(name).digest('hex').slice(0, 16)}`;
}

/** @throws UsageError where it cannot be written; `flag` says what names the folder. */
export function keepTrace({ path, record }: TraceFile, flag: string): void {
  writeIn(path, writeTrace(record), flag);
}

/** @throws UsageError where the file cannot be read, or is no trace. */
export function traceAt(path: string): TraceRecord {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new UsageError(
      `${path} cannot be read (${messageOf(cause)}); name a trace that verify or explore wrote`,
      { cause },
    );
  }
  return readTrace(text, path);
}

/**
 * The trace files in a folder and below, in the order of their names. The folder of the project need not be there.
 *
 * @throws UsageError where a folder that is named is not there, or holds no traces; `flag` says what names it.
 */
export function tracesIn(
  named: string | undefined,
  flag = 'regressions',
  unlessNamed = placeOf('regressions'),
): readonly string[] {
  const folder = named ?? unlessNamed;
  if (!existsSync(folder)) {
    if (named === undefined) return [];
    throw new UsageError(`${flag}: there is no folder ${named}; name one that holds traces`);
  }
  if (!statSync(folder).isDirectory())
    throw new UsageError(`${flag}: ${folder} is no folder; name one that holds traces`);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.trace.json'))
    .sort()
    .map((name) => join(folder, name));
  if (named !== undefined && files.length === 0)
    throw new UsageError(`${flag}: there are no traces in ${named}; name a folder with files *.trace.json`);
  return files;
}

/**
 * Writes a file, and makes the folders above it.
 *
 * @throws UsageError where the file system refuses; `flag` says what names the folder.
 */
export function writeIn(path: string, text: string, flag: string): void {
  try {
    makeFolder(dirname(path));
    writeFileSync(path, text);
  } catch (cause) {
    throw new UsageError(`${flag}: ${path} cannot be written (${messageOf(cause)}); name a folder that can`, {
      cause,
    });
  }
}

/** Level by level: where the file system refuses one, that is the answer. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}

/** Version of this swarmcheck, from its manifest. */
export function version(): string {
  return (JSON.parse(readFileSync(ownManifest(), 'utf8')) as { version: string }).version;
}
