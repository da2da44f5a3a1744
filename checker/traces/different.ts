/**
 * Different counterexamples to one property: among many violations those that break it in another way, so
 * that a reader does not see one mistake in all its interleavings.
 *
 * The kinds of steps decide: what happened and which fields of views changed, such as `deliver RequestVote:
 * currentTerm, votedFor`, whichever nodes take part. A counterexample is another one if, compared with each
 * earlier one, its last step is of another kind, or it lacks a kind of step that the earlier one has.
 */
import type { Property } from '../property/property.ts';
import type { Action } from '../semantics/actions.ts';
import type { System } from '../semantics/system.ts';
import { statusesAlong } from './property-status.ts';
import type { OtherCounterexample, Result } from './result.ts';
import type { Trace } from './trace.ts';

/**
 * The counterexamples among `found` that differ from that of the result and from each other, in their order.
 *
 * @param found - each makes the trace to one violation, which takes time
 * @param most - the number after which no more are looked for
 */
export function differentFrom(
  system: System,
  { property, trace }: Pick<Result, 'property' | 'trace'>,
  found: Iterable<() => OtherCounterexample>,
  most: number,
): readonly OtherCounterexample[] {
  const kept = trace === undefined ? [] : [kindsOf(trace)];
  const others: OtherCounterexample[] = [];
  for (const make of found) {
    if (others.length >= most) break;
    const other = make();
    const kinds = kindsOf(other.trace);
    if (kept.some((earlier) => isVariantOf(kinds, earlier))) continue;
    if (isBrokenBefore(system, property, other.trace)) continue;
    kept.push(kinds);
    others.push(other);
  }
  return others;
}

/** The kinds of steps of a trace. */
interface Kinds {
  readonly last: string | undefined;
  readonly all: ReadonlySet<string>;
}

function kindsOf({ steps }: Trace): Kinds {
  const kinds = steps.map(({ action, changes }) => {
    const fields = changes.flatMap((change) => ('field' in change ? [change.field] : []));
    return `${kindOf(action)}: ${[...new Set(fields)].sort().join(', ')}`;
  });
  return { last: kinds.at(-1), all: new Set(kinds) };
}

/** What an action is, without the nodes and the values that it concerns. */
function kindOf(action: Action): string {
  switch (action.type) {
    case 'deliver':
    case 'drop':
    case 'duplicate':
    case 'inject':
      return `${action.type} ${action.message.type}`;
    case 'timeout':
      return `timeout ${action.timer}`;
    case 'input':
      return `input ${action.input.type}`;
    case 'request':
      return `request ${action.request.type}`;
    case 'reply':
      return `reply ${action.reply.type}`;
    default:
      return action.type;
  }
}

/** Whether a trace has every kind of step that an earlier one has, and ends as it does. */
function isVariantOf({ last, all }: Kinds, earlier: Kinds): boolean {
  return last === earlier.last && [...earlier.all].every((kind) => all.has(kind));
}

/** Whether the property is broken before the last step: then an earlier counterexample is part of the trace. */
function isBrokenBefore(system: System, property: Property, trace: Trace): boolean {
  const rows = statusesAlong(system, [property], trace).slice(0, -1);
  return rows.some((statuses) => statuses.some(({ holds }) => !holds));
}
