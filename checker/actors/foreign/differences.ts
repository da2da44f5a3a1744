/**
 * The differences that a foreign actor refuses: an instance does something else the second time, after another
 * way into the same state, or under another name. Each error says what was asked, and both answers.
 */
import { canonical } from '../../values/canonical.ts';
import { CodeError } from '../../values/errors.ts';
import type { Tagged } from '../actor.ts';
import { describe } from '../user-code.ts';
import type { Outcome } from './outcome.ts';
import type { Way } from './ways.ts';

/** How an instance came into a state: by a way, or by loading what it gave as its `state`. */
export type Entry = Way | { readonly loaded: unknown };

/** What an instance did, and how it came into the state before. */
export type Done = readonly [entry: Entry, outcome: Outcome | { readonly reply: Tagged }];

/** Whether two outcomes are equal. What a failure said does not count: it may contain a time or an address. */
export function isSameOutcome(one: Outcome, other: Outcome): boolean {
  if ('failed' in one || 'failed' in other) return 'failed' in one && 'failed' in other;
  return canonical(one) === canonical(other);
}

/** The error for an instance that shows the same after two ways, and then does not do the same. */
export function differentAfter(node: string, then: string, one: Done, other: Done): CodeError {
  const [first, second] = firstDifference(one[1], other[1]);
  const what =
    'loaded' in one[0]
      ? `${node} does something else after it loaded its 'state' than after its events; what it saves and loads must be everything that a step depends on`
      : `${node} shows the same after two ways, and then does not do the same; its 'state' must tell what differs`;
  return new CodeError(
    `${what} (one way: ${entryText(one[0])}; another: ${entryText(other[0])}; then ${then}: one does ${first}, the other ${second})`,
  );
}

/** The error for an instance that does something else when it is asked the same again. */
export function differentAgain(): CodeError {
  return new CodeError(
    'it did something else the second time; a step must depend on state, event and choice alone, so hand time in as ' +
      'a timer and randomness as a draw',
  );
}

/** The error for an adapter whose renamed state is not the one of an instance that has the other name. */
export function differentName(node: string, renamed: object, shown: object): CodeError {
  const [is, due] = firstDifference(renamed, shown);
  return new CodeError(
    `its 'rename' to '${node}' gives ${is}, where an instance of that name has ${due}; rename every name in the state`,
  );
}

/** The part of two answers that differs first. */
function firstDifference(one: object, other: object): readonly [string, string] {
  for (const part of ['failed', 'reply', 'effects', 'view', 'state']) {
    const [a, b] = [one, other].map((outcome) => canonical((outcome as never)[part])) as [string, string];
    if (a !== b) return [`${part} ${a.slice(0, 200)}`, `${part} ${b.slice(0, 200)}`];
  }
  return ['one thing', 'another'];
}

/** A way, or a loaded state, in a few words. */
function entryText(entry: Entry): string {
  if ('loaded' in entry) return `from the state ${canonical(entry.loaded).slice(0, 200)}`;
  const { durable } = entry.birth;
  const from = durable === undefined ? 'from its birth' : `from a restart with ${canonical(durable)}`;
  return [from, ...entry.events.map(describe)].join(', ');
}
