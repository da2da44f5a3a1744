/**
 * A scoreboard searches for the counterexample to each mutant and to each refuted claim of a suite, once for each side that has it,
 * and writes the tables of these that the protocol's page shows.
 */

import { bugChecksOf, lengthOf } from '../../checker/index.ts';
import { exploreAll, type Result } from '../../checker/suite/explore.ts';
import { selectProperties } from '../../checker/suite/properties.ts';
import {
  defaultScopeOf,
  type Side,
  type Subject,
  subjectText,
  systemOf,
} from '../../checker/suite/subject.ts';
import type { Bug, Suite, TraceLength } from '../../checker/suite/suite.ts';
import type { Trace } from '../../checker/traces/trace.ts';
import { readTrace, recordOf, type TraceRecord, writeTrace } from '../../checker/traces/trace-file.ts';

/** The result of one search. */
export interface Hunted extends Result {
  readonly scope: string;
  readonly worlds: number;
  /** Of the counterexample. */
  readonly length: TraceLength | undefined;
}

export class Scoreboard {
  readonly suite: Suite;
  readonly #hunted = new Map<string, Hunted>();

  constructor(suite: Suite) {
    this.suite = suite;
  }

  /** A search for a counterexample to what the subject breaks, in the scope that the suite names for it. */
  hunt(subject: Subject): Hunted {
    const key = subjectText(subject);
    const known = this.#hunted.get(key);
    if (known !== undefined) return known;
    const scope = defaultScopeOf(this.suite, subject);
    const { worlds, results } = exploreAll(
      systemOf(this.suite, scope, subject),
      selectProperties(this.suite, subject),
    );
    const [result] = results as readonly [Result];
    const length = result.trace && lengthOf(result.trace);
    const hunted = { ...result, scope, worlds, length };
    this.#hunted.set(key, hunted);
    return hunted;
  }

  /** The counterexample to what the subject breaks, as its file holds it. */
  record(subject: Subject): TraceRecord {
    const { property, trace, scope } = this.hunt(subject);
    const { setting } = systemOf(this.suite, scope, subject);
    const about = { tool: '0.0.0', protocol: this.suite.name, subject: subjectText(subject), scope, setting };
    return readTrace(writeTrace(recordOf({ ...about, property, trace: trace as Trace })), 'x');
  }

  /** The table of mutants: how soon a search catches each, and how soon the implementation leaves the model. */
  mutants(): readonly string[] {
    const hunts = bugChecksOf(this.suite);
    const leaves = hunts.some(({ sides }) => sides.some(([side]) => side === 'lockstep'));
    const rows = hunts.map(({ bug, scope, sides }) => {
      const { says, source } = this.suite.bugs[bug] as Bug;
      const on = (side: Side) => (sides.some(([one]) => one === side) ? this.hunt({ side, bug }) : undefined);
      const [model, implementation] = [on('model'), on('implementation')];
      const first = (model ?? implementation) as Hunted;
      const steps = lengthText(first.length);
      const other = lengthText((implementation ?? first).length);
      return [
        ...[bug, says, source, first.property.name, scope],
        steps === other ? steps : `${steps} (implementation: ${other})`,
        first.worlds.toLocaleString('en-US'),
        ...(leaves ? [lengthText(on('lockstep')?.length)] : []),
      ];
    });
    const last = leaves ? ['leaves the model'] : [];
    return table(['bug', 'mistake', 'origin', 'breaks', 'scope', 'steps', 'worlds', ...last], rows);
  }

  /** The table of refuted claims. */
  refuted(): readonly string[] {
    const rows = Object.entries(this.suite.refuted ?? {}).map(([refuted, { says, breaks, scope }]) => {
      const { length, worlds } = this.hunt({ side: 'model', refuted });
      return [refuted, breaks.name, says, scope, lengthText(length), worlds.toLocaleString('en-US')];
    });
    return table(['claim', 'property', 'counterexample', 'scope', 'steps', 'worlds'], rows);
  }
}

/** `13`, or of a lasso `13, the last 8 again and again`. */
function lengthText(length: TraceLength | undefined): string {
  if (typeof length !== 'object') return String(length ?? '');
  return `${length.stem + length.loop}, the last ${length.loop} again and again`;
}

/** The lines of a table of Markdown. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(heads), `|${'---|'.repeat(heads.length)}`, ...rows.map(line)];
}
