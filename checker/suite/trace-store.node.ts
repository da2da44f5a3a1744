/** The trace store: writes counterexamples as trace files, and finds and reads recorded regressions. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { NodeId } from '../actors/actor.ts';
import {
  type CodecRecord,
  isCodecText,
  readCodecRecord,
  writeCodecRecord,
} from '../codecs/counterexample-file.ts';
import type { Property } from '../property/property.ts';
import type { Trace } from '../traces/trace.ts';
import { readTrace, recordOf, type TraceRecord, writeTrace } from '../traces/trace-file.ts';
import { messageOf, UsageError } from '../values/errors.ts';
import { slug } from '../values/text.ts';
import { ownManifest, placeOf } from './project.node.ts';
import { defaultScopeOf, type Subject, subjectText, systemOf } from './subject.ts';
import type { Suite } from './suite.ts';

/** A violated property with its trace. */
export interface Counterexample {
  readonly suite: Suite;
  readonly scope: string;
  /** The scope that was checked, if it is a family and `scope` is one of its members. */
  readonly family?: string;
  readonly subject: Subject;
  readonly property: Property;
  readonly trace: Trace;
  /** The nodes that break the property. */
  readonly at?: readonly NodeId[];
  /** 2 for the second counterexample to the property in this check, and so on. */
  readonly nth?: number;
  /** The seed of the schedule that found it. */
  readonly seed?: number;
}

/** A trace record and the path of its file. */
export interface TraceFile {
  readonly path: string;
  readonly record: TraceRecord;
}

/**
 * The file of a trace: `<out>/<protocol>/<subject>/<property>.trace.json`,
 * `<out>/<protocol>/bugs/<id>.trace.json`, or `<out>/<protocol>/refuted/<id>.trace.json`. The name of a scope
 * other than the subject's default one precedes `.trace.json`; of a family it is the family's name, whichever
 * member the trace is of. A second counterexample to a property has the number 2 there. Every part is a valid name of one file or
 * folder, and different traces have different files.
 */
export function fileOf(
  out: string,
  { suite, scope, family = scope, subject, at = [], nth, ...found }: Counterexample,
): TraceFile {
  const { bug, refuted, side } = subject;
  const { name } = found.property;
  const names =
    refuted !== undefined
      ? ['refuted', fileName(refuted)]
      : bug === undefined
        ? [side, fileName(slug(name) || name)]
        : ['bugs', side === 'model' ? fileName(bug) : `${fileName(bug)}.${side}`];
  const where = family === defaultScopeOf(suite, subject) ? '' : `.${fileName(family, reservedScopes)}`;
  const number = nth === undefined ? '' : `.${nth}`;
  const path = `${join(out, fileName(suite.name), ...names)}${where}${number}.trace.json`;
  const { setting, nodes } = systemOf(suite, scope, subject);
  const adapter = Object.values(nodes).find((actor) => actor.adapter !== undefined)?.adapter?.name;
  const record = recordOf({
    ...{ tool: version(), protocol: suite.name, subject: subjectText(subject), scope, setting },
    ...(adapter !== undefined && { adapter }),
    ...found,
    ...(at.length > 0 && { at }),
  });
  return { path, record };
}

/** The maximal length of a name, so that the longest suffix still fits into a file name. */
const fileNameMax = 100;
/** The names of devices on Windows. */
const devices = /^(con|prn|aux|nul|com\d|lpt\d)$/i;
/** Those, the sides that may precede the scope in a path, and the numbers that may follow it. */
const reservedScopes = /^(con|prn|aux|nul|com\d|lpt\d|implementation|lockstep|\d+)$/i;

/**
 * A name that is valid on every file system: characters other than letters, digits, `_` and `-` are encoded
 * by their numbers, and so is the first character of a reserved name.
 */
function fileName(name: string, reserved = devices): string {
  const encoded = (text: string) =>
    [...text].map((character) => `%${character.codePointAt(0)?.toString(16).padStart(2, '0')}`).join('');
  const safe = reserved.test(name)
    ? encoded(name.slice(0, 1)) + name.slice(1)
    : name.replaceAll(/[^\w-]/gu, encoded) || '%';
  if (safe.length <= fileNameMax) return safe;
  return `${safe.slice(0, fileNameMax - 17)}%${createHash('sha256').update(name).digest('hex').slice(0, 16)}`;
}

/**
 * Writes a trace file.
 *
 * @throws UsageError if that fails; `flag` is the option that names the folder.
 */
export function keepTrace({ path, record }: TraceFile, flag: string): void {
  writeIn(path, writeTrace(record), flag);
}

/**
 * The file of a codec's counterexample: `<out>/<protocol>/codecs/<codec>/<law>.codec.json`, or
 * `<out>/<protocol>/bugs/<id>.codec.json`.
 */
export function codecFileOf(out: string, { protocol, codec, bug, counterexample }: CodecRecord): string {
  const names =
    bug === undefined
      ? ['codecs', fileName(codec), fileName(slug(counterexample.law))]
      : ['bugs', fileName(bug)];
  return `${join(out, fileName(protocol), ...names)}.codec.json`;
}

/**
 * Writes the file of a codec's counterexample.
 *
 * @throws UsageError if that fails; `flag` is the option that names the folder.
 */
export function keepCodecRecord(path: string, record: CodecRecord, flag: string): void {
  writeIn(path, writeCodecRecord(record), flag);
}

/**
 * Reads a trace file.
 *
 * @throws UsageError if the file cannot be read or is no trace.
 */
export function traceAt(path: string): TraceRecord {
  return readTrace(textAt(path), path);
}

/**
 * Reads the file of a codec's counterexample; undefined if it is another file, such as a trace.
 *
 * @throws UsageError if the file cannot be read, or is incomplete.
 */
export function codecRecordAt(path: string): CodecRecord | undefined {
  const text = textAt(path);
  return isCodecText(text) ? readCodecRecord(text, path) : undefined;
}

function textAt(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new UsageError(
      `${path} cannot be read (${messageOf(cause)}); name a trace that verify or explore wrote`,
      { cause },
    );
  }
}

/**
 * The trace files in a folder and below, sorted by name. The project's own folder may be missing.
 *
 * @throws UsageError if a folder named by the user is missing or has no traces; `flag` is the option that
 * names it.
 */
export function tracesIn(
  named: string | undefined,
  flag = 'regressions',
  defaultFolder = placeOf('regressions'),
): readonly string[] {
  const folder = named ?? defaultFolder;
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
 * Writes a file, and creates the folders above it.
 *
 * @throws UsageError if the file system refuses; `flag` is the option that names the folder.
 */
export function writeIn(path: string, text: string, flag: string): void {
  try {
    makeFolder(dirname(path));
    writeFileSync(path, text);
  } catch (cause) {
    throw new UsageError(
      `${flag}: ${path} cannot be written (${messageOf(cause)}); name a folder that can be written`,
      {
        cause,
      },
    );
  }
}

/**
 * Creates a folder level by level, so that the error is that of the first level which the file system
 * refuses.
 */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}

/** The version of this swarmcheck, from its package.json. */
export function version(): string {
  return (JSON.parse(readFileSync(ownManifest(), 'utf8')) as { version: string }).version;
}
