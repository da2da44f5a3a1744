/**
 * The scoreboard of a suite. It searches for a counterexample of each mutant, once for each side that has the
 * mutant, and of each refuted claim, and makes the tables of the protocol's page.
 */
import {
  bugChecksOf,
  type CodecBugCheck,
  type CodecResult,
  checkCodecAll,
  codecBugChecksOf,
  defaultSeed,
  lengthOf,
} from '../../checker/index.ts';
import { exploreScopeAll } from '../../checker/suite/explore.ts';
import { selectProperties } from '../../checker/suite/properties.ts';
import {
  defaultScopeOf,
  type Side,
  type Subject,
  subjectText,
  systemOf,
} from '../../checker/suite/subject.ts';
import { type Bug, compareIds, type Suite, type TraceLength } from '../../checker/suite/suite.ts';
import type { Result } from '../../checker/traces/result.ts';
import type { Trace } from '../../checker/traces/trace.ts';
import { readTrace, recordOf, type TraceRecord, writeTrace } from '../../checker/traces/trace-file.ts';
import { streamText } from '../../reports/codec-text.ts';

/** The result of one search. */
export interface SearchResult extends Result {
  readonly scope: string;
  /** The scope of the trace: a member, if `scope` is a family. */
  readonly member: string;
  readonly worlds: number;
  /** The length of the counterexample. */
  readonly length: TraceLength | undefined;
}

/** The scoreboard; it runs each search once. */
export class Scoreboard {
  readonly suite: Suite;
  readonly #results = new Map<string, SearchResult>();
  readonly #codecs = new Map<string, CodecResult>();

  constructor(suite: Suite) {
    this.suite = suite;
  }

  /** Searches for a counterexample of a subject, in the scope that the suite names for it. */
  search(subject: Subject): SearchResult {
    const key = subjectText(subject);
    const known = this.#results.get(key);
    if (known !== undefined) return known;
    const scope = defaultScopeOf(this.suite, subject);
    const { worlds, results } = exploreScopeAll(
      this.suite,
      scope,
      subject,
      selectProperties(this.suite, subject),
      { shortestOnly: true },
    );
    const [result] = results as readonly [Result];
    const length = result.trace && lengthOf(result.trace);
    const found = { ...result, scope, member: result.scope ?? scope, worlds, length };
    this.#results.set(key, found);
    return found;
  }

  /** The trace record of this counterexample, after it was written and read. */
  record(subject: Subject): TraceRecord {
    const { property, trace, member: scope } = this.search(subject);
    const { setting } = systemOf(this.suite, scope, subject);
    const about = { tool: '0.0.0', protocol: this.suite.name, subject: subjectText(subject), scope, setting };
    return readTrace(writeTrace(recordOf({ ...about, property, trace: trace as Trace })), 'x');
  }

  /** The table of mutants, with the lengths of the violation and of the divergence from the model. */
  mutants(): readonly string[] {
    const checks = bugChecksOf(this.suite);
    const hasLockstep = checks.some(({ sides }) => sides.some(([side]) => side === 'lockstep'));
    const rows = checks.map(({ bug, scope, sides }) => {
      const { says, source } = this.suite.bugs[bug] as Bug;
      const on = (side: Side) =>
        sides.some(([one]) => one === side) ? this.search({ side, bug }) : undefined;
      const [model, implementation] = [on('model'), on('implementation')];
      const first = (model ?? implementation) as SearchResult;
      const steps = lengthText(first.length);
      const other = lengthText((implementation ?? first).length);
      return [
        ...[bug, says, source, first.property.name, scope],
        steps === other ? steps : `${steps} (implementation: ${other})`,
        first.worlds.toLocaleString('en-US'),
        ...(hasLockstep ? [lengthText(on('lockstep')?.length)] : []),
      ];
    });
    const last = hasLockstep ? ['leaves the model'] : [];
    const all = [...rows, ...this.#codecRows(hasLockstep)];
    if (all.length > rows.length) all.sort(([a = ''], [b = '']) => compareIds(a, b));
    return table(['bug', 'mistake', 'origin', 'breaks', 'scope', 'steps', 'worlds', ...last], all);
  }

  /** The check of a known bug of a codec: the law that it breaks, on drawn streams. */
  codec(check: CodecBugCheck): CodecResult {
    const known = this.#codecs.get(check.bug);
    if (known !== undefined) return known;
    const { name, codec, laws } = check;
    const found = checkCodecAll(name, codec, { runs: 2_000, seed: defaultSeed, laws });
    this.#codecs.set(check.bug, found);
    return found;
  }

  /** The rows of known bugs of codecs, with a description of the stream in place of steps. */
  #codecRows(hasLockstep: boolean): readonly (readonly string[])[] {
    return codecBugChecksOf(this.suite).map((check) => {
      const { says = '', source = '', breaks = '' } = this.suite.codecBugs?.[check.bug] ?? {};
      const { counterexample } = this.codec(check).laws[0] ?? {};
      const how = counterexample === undefined ? '' : streamText(counterexample);
      const last = hasLockstep ? [''] : [];
      return [check.bug, says, source, breaks, `codec ${check.name}`, how, '', ...last];
    });
  }

  /** The table of refuted claims. */
  refuted(): readonly string[] {
    const rows = Object.entries(this.suite.refuted ?? {}).map(([refuted, { says, breaks, scope }]) => {
      const { length, worlds } = this.search({ side: 'model', refuted });
      return [refuted, breaks.name, says, scope, lengthText(length), worlds.toLocaleString('en-US')];
    });
    return table(['claim', 'property', 'counterexample', 'scope', 'steps', 'worlds'], rows);
  }
}

/** The text of a length: `13`, or for a lasso `13 (loop 8)`. */
function lengthText(length: TraceLength | undefined): string {
  if (typeof length !== 'object') return String(length ?? '');
  return `${length.stem + length.loop} (loop ${length.loop})`;
}

/** The lines of a Markdown table. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(heads), `|${'---|'.repeat(heads.length)}`, ...rows.map(line)];
}
