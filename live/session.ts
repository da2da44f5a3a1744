/**
 * A live session: takes steps in one system of a suite, and searches on from any world of it. A place in the
 * system is a path: an initial world, and for each step the ordinal of its action among the enabled ones. The
 * worker of a live page has one session; nothing here needs a browser.
 */
import type { Action, Exploration, Property, System, Trace, TraceRecord, World } from '../checker/index.ts';
import { exploreScope, propertiesOf, subjectOf, systemOf } from '../checker/index.ts';
import { actionText } from '../checker/semantics/actions.ts';
import { actionsOf } from '../checker/semantics/enabled.ts';
import { apply, initialWorlds } from '../checker/semantics/successors.ts';
import { asymmetric, withoutCuts, withoutWithin } from '../checker/semantics/variants.ts';
import { worldKey } from '../checker/semantics/world.ts';
import { explore } from '../checker/suite/explore.ts';
import { isFamily, type Suite } from '../checker/suite/suite.ts';
import { statusesAlong } from '../checker/traces/property-status.ts';
import { traceOf } from '../checker/traces/trace.ts';
import { canonical } from '../checker/values/canonical.ts';
import { UsageError } from '../checker/values/errors.ts';
import { mixed } from '../checker/values/hash.ts';
import type { Choice } from '../reports/choice.ts';
import { type PageTrace, pageTraceOf } from '../reports/page-trace.ts';
import type { Choices, Found, Look, Offer, Path } from './messages.ts';

/** The most worlds that a search in a page finds; a tab has little memory. */
const worldsMax = 1_000_000;

/** The steps of one search, so that the caller can report progress and stop it. */
export type Searching = Generator<{ readonly worlds: number }, Found, string | undefined>;

/** What a suite has to choose from: its scopes, and its subjects. */
export function choicesIn(suite: Suite): Choices {
  const { scopes, bugs, refuted = {}, roles } = suite;
  const hasImplementation = Object.values(roles).every(({ implementation }) => implementation !== undefined);
  return {
    scopes: Object.keys(scopes).filter((name) => !isFamily(scopes[name as 'default'])),
    subjects: [
      { word: 'model', says: 'the model' },
      ...(hasImplementation
        ? [
            { word: 'implementation', says: 'the implementation' },
            { word: 'lockstep', says: 'both in lockstep' },
          ]
        : []),
      ...Object.entries(bugs).map(([id, { says, scope }]) => ({ word: `bug:${id}`, says, scope })),
      ...Object.entries(refuted).map(([id, { says, scope }]) => ({ word: `refuted:${id}`, says, scope })),
    ],
  };
}

/** One system, and the worlds along the path that was looked at last. */
export class Session {
  readonly #suite: Suite;
  readonly #choice: Choice;
  readonly #system: System;
  readonly #property: Property | undefined;
  /** The worlds along the last path, its initial world first. */
  #worlds: World[] = [];
  #path: Path = { start: -1, ordinals: [] };

  /** @throws UsageError if the suite has no such scope, subject or property. */
  constructor(suite: Suite, choice: Choice) {
    this.#suite = suite;
    this.#choice = choice;
    const subject = subjectOf(suite, choice.subject);
    const properties = propertiesOf(suite, subject, choice.scope);
    this.#property = properties.find(({ name }) => name === choice.property);
    if (choice.property !== undefined && this.#property === undefined)
      throw new UsageError(
        `suite '${suite.name}' has no property '${choice.property}' here; it has ${properties.map(({ name }) => name).join(', ')}`,
      );
    this.#system = this.#offering(systemOf(suite, choice.scope, subject));
  }

  /** The system that offers actions: a counterexample of some kinds goes beyond the bounds of its scope. */
  #offering(system: System): System {
    if (this.#choice.isBeyondBounds === true) return withoutCuts(system);
    return system.rebase === undefined ? system : withoutWithin(system);
  }

  /**
   * The path of recorded actions. It ends early, with the reason, at a step that is not enabled here: the suite
   * is then another one than that of the record.
   */
  pathOf(start: number, actions: readonly Action[]): { readonly path: Path; readonly because?: string } {
    const path = this.#pathAlong({ start, ordinals: [] }, actions);
    const { length } = path.ordinals;
    if (length === actions.length) return { path };
    return { path, because: `step ${length + 1} of the trace cannot be taken in this suite` };
  }

  /**
   * The trace along a path, the actions that are enabled at its end, and a digest of its last world.
   *
   * @throws UsageError if an ordinal of the path is none of an enabled action.
   */
  look(path: Path): Look {
    const world = this.#worldAt(path);
    const { cuts } = actionsOf(this.#system, world);
    return {
      path,
      trace: this.#pageAlong(path),
      offers: this.#actionsAt(world).map((action, ordinal) => this.#offer(world, action, ordinal)),
      cuts,
      digest: digestOf(world),
    };
  }

  /** Searches for a violation from the end of a path: of the property of the session, or of any property. */
  *search(path: Path, limit = worldsMax): Searching {
    const world = this.#worldAt(path);
    const subject = subjectOf(this.#suite, this.#choice.subject);
    const bounded = systemOf(this.#suite, this.#choice.scope, subject);
    const properties =
      this.#property === undefined
        ? propertiesOf(this.#suite, subject, this.#choice.scope).filter(({ kind }) => kind !== 'sometimes')
        : [this.#property];
    // A single world is seldom the same under other names, so nodes are not interchangeable from there on.
    const fromHere = path.ordinals.length > 0 || path.start > 0;
    const running = fromHere
      ? explore(asymmetric({ ...bounded, listed: [world] }), properties, { maxWorlds: limit })
      : exploreScope(this.#suite, this.#choice.scope, subject, properties, { maxWorlds: limit });
    const exploration = yield* running;
    return this.#foundIn(exploration, path);
  }

  #foundIn({ results, worlds, cuts, stopped }: Exploration, path: Path): Found {
    const [broken] = results
      .filter(({ verdict, trace }) => verdict === 'violated' && trace !== undefined)
      .sort((a, b) => stepsOf(a.trace) - stepsOf(b.trace));
    if (broken?.trace !== undefined) {
      const { trace, property } = broken;
      const start = path.ordinals.length > 0 || path.start > 0 ? path.start : trace.start;
      const actions = trace.steps.map(({ action }) => action);
      const found = this.#pathAlong({ start, ordinals: path.ordinals }, actions);
      const { name, says, source, kind } = property;
      return {
        verdict: 'broken',
        steps: actions.length,
        property: { name, says, source, kind },
        path: found,
        worlds,
      };
    }
    if (stopped !== undefined) return { verdict: 'undecided', because: stopped, worlds };
    const open = results.find(({ verdict, because }) => verdict === 'inconclusive' && because !== undefined);
    if (cuts > 0)
      return {
        verdict: 'undecided',
        because: `${cuts} of the worlds are at a bound of the scope, where the search ends`,
        worlds,
      };
    if (open !== undefined && results.length === 1)
      return { verdict: 'undecided', because: open.because ?? '', worlds };
    return { verdict: 'kept', worlds };
  }

  /** The path that continues another one by actions; it ends early if one of them is not enabled. */
  #pathAlong(from: Path, actions: readonly Action[]): Path {
    const ordinals = [...from.ordinals];
    for (const action of actions) {
      const world = this.#worldAt({ start: from.start, ordinals });
      const key = canonical(action);
      const ordinal = this.#actionsAt(world).findIndex((one) => canonical(one) === key);
      if (ordinal < 0) break;
      ordinals.push(ordinal);
    }
    return { start: from.start, ordinals };
  }

  /** The world at the end of a path; the common beginning with the last path is not computed again. */
  #worldAt({ start, ordinals }: Path): World {
    if (start !== this.#path.start) {
      const first = initialWorlds(this.#system)[start];
      if (first === undefined) throw new UsageError(`the scope has no initial world ${start}`);
      this.#worlds = [first];
      this.#path = { start, ordinals: [] };
    }
    let same = 0;
    while (same < ordinals.length && ordinals[same] === this.#path.ordinals[same]) same++;
    this.#worlds.length = same + 1;
    // Worlds and path stay together even if a later ordinal is refused.
    const walked = ordinals.slice(0, same);
    this.#path = { start, ordinals: walked };
    for (const ordinal of ordinals.slice(same)) {
      const world = this.#worlds.at(-1) as World;
      const action = this.#actionsAt(world)[ordinal];
      if (action === undefined)
        throw new UsageError(
          `step ${this.#worlds.length} of the path names an action that is not enabled there`,
        );
      this.#worlds.push(apply(this.#system, world, action).world);
      walked.push(ordinal);
    }
    return this.#worlds.at(-1) as World;
  }

  #actionsAt(world: World): readonly Action[] {
    return actionsOf(this.#system, world).actions;
  }

  #traceAlong(path: Path): Trace {
    this.#worldAt(path);
    const worlds = [...this.#worlds];
    const actions = path.ordinals.map(
      (ordinal, at) => this.#actionsAt(worlds[at] as World)[ordinal] as Action,
    );
    return traceOf(this.#system, path.start, actions);
  }

  #pageAlong(path: Path): PageTrace {
    const trace = this.#traceAlong(path);
    const subject = subjectOf(this.#suite, this.#choice.subject);
    const properties = propertiesOf(this.#suite, subject, this.#choice.scope);
    const statuses = statusesAlong(this.#system, properties, trace);
    return pageTraceOf(this.#record(trace), { pictures: this.#suite.pictures, statuses, end: '' });
  }

  #offer(world: World, action: Action, ordinal: number): Offer {
    const isIdle = worldKey(apply(this.#system, world, action).world) === worldKey(world);
    return { ordinal, title: actionText(action), kind: action.type, ...(isIdle && { isIdle }) };
  }

  #record(trace: Trace): TraceRecord {
    const { scope, subject } = this.#choice;
    const { name = '', says = '', source = '', kind = 'always' } = this.#property ?? {};
    return {
      ...{ tool: '', protocol: this.#suite.name, subject, scope, setting: this.#system.setting },
      property: { name, says, source, kind },
      trace,
    };
  }
}

function stepsOf(trace: Trace | undefined): number {
  return trace?.steps.length ?? 0;
}

/** Eight hexadecimal digits that differ where worlds differ, nearly always. */
function digestOf(world: World): string {
  const key = worldKey(world);
  let hash = 0;
  for (let at = 0; at < key.length; at++) hash = mixed(hash, key.charCodeAt(at));
  return (hash >>> 0).toString(16).padStart(8, '0');
}
