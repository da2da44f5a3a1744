/**
 * The conformance test of an adapter: asks it for what a search and schedules will ask for, and reports the
 * first answer of each kind that is wrong.
 */
import type { Birth, Received } from '../../checker/actors/actor.ts';
import type { Link } from '../../checker/actors/foreign/link.ts';
import { Client, encoded, protocolVersion, type StepAnswer } from '../../checker/actors/foreign/protocol.ts';
import { messageOf } from '../../checker/index.ts';
import { canonical } from '../../checker/values/canonical.ts';
import { linkTo } from './adapter.ts';

/** The result of one part of the test. */
export interface Conformance {
  readonly says: string;
  /** What was wrong, in one sentence; absent if nothing was. */
  readonly problem?: string;
}

/** What an adapter is tested with: the birth of a node, and what its protocol says of it. */
export interface Expected {
  readonly birth: Birth;
  /** The fields that the view of each node has at its birth; absent if the adapter names no protocol. */
  readonly viewFields?: readonly string[];
  /** The timers that the system has; absent if it gives none a duration. */
  readonly timers?: readonly string[];
}

/** The fields of an answer that an instance in the same state repeats. */
const whole = ['effects', 'view', 'state'] as const;

/** A line of this many bytes must be read whole. */
const longBytes = 1_000_000;

/**
 * Tests an adapter with the birth of a node.
 *
 * @param command the adapter; `/bin/sh` reads it
 * @param expectedOf the birth, the fields and the timers, for the protocol that the adapter names (`shape`)
 * @param answerMs the time for one answer
 */
export function conformanceOf(
  command: string,
  expectedOf: (shape: string | undefined) => Expected,
  answerMs?: number,
): readonly Conformance[] {
  const link = linkTo(command, answerMs === undefined ? {} : { answerMs });
  try {
    return [...partsOf(link, new Client(link), expectedOf)];
  } finally {
    link.close();
  }
}

function* partsOf(
  link: Link,
  client: Client,
  expectedOf: (shape: string | undefined) => Expected,
): Generator<Conformance> {
  const greeting = part(`it says hello, and speaks protocol ${protocolVersion}`, () => {
    client.hello();
  });
  yield greeting;
  // An adapter that does not say hello is not asked anything else.
  if (greeting.problem !== undefined) return;
  const { shape, lives, loads, renames } = client.hello();
  const { birth, viewFields, timers } = expectedOf(shape);
  const born = { birth: encoded(birth), past: '[]' };
  let first: StepAnswer | undefined;
  const birthPart = part(`node '${birth.self}' comes up`, () => {
    first = client.askStep('step', born);
  });
  yield birthPart;
  if (first === undefined) return;
  const start = first;
  if (viewFields !== undefined)
    yield part(`it shows the fields and arms the timers of ${shape}`, () => {
      const lacks = viewFields.filter((field) => !Object.hasOwn(start.view as object, field));
      if (lacks.length > 0) throw new Error(`its view lacks ${lacks.join(', ')}`);
      const timer = armedBy(start).find((armed) => timers?.includes(armed) === false);
      if (timer !== undefined)
        throw new Error(`it arms '${timer}', and the timers are ${timers?.join(', ')}`);
    });
  yield part('it does the same the second time', () => {
    differ(start, client.askStep('step', born), whole);
  });
  // A timer may fire again: its step arms it anew, as those of most protocols do.
  const [timer] = armedBy(start);
  const events: readonly Received[] =
    timer === undefined ? [] : [0, 1].map(() => ({ type: 'timeout', timer }));
  yield part('it does the same with lines of a million bytes, and ignores unknown fields', () => {
    differ(start, client.askStep('step', { ...born, padding: encoded('x'.repeat(longBytes)) }));
  });
  if (lives)
    yield part('an instance that lives does the same as one whose past is replayed', () => {
      const life = String(client.newLife());
      differ(start, client.askStep('begin', { life, birth: born.birth }));
      for (const [at, event] of events.entries()) {
        const past = `[${events.slice(0, at).map(encoded).join()}]`;
        differ(
          client.askStep('step', { ...born, past, event: encoded(event) }),
          client.askStep('go', { life, event: encoded(event) }),
        );
      }
      client.ask('end', { life });
    });
  if (loads)
    yield part('an instance that loads its state does the same as one whose past is replayed', () => {
      const { birth } = born;
      let state = encoded(start.state);
      differ(start, client.askStep('step', { birth, state }), ['view', 'state']);
      for (const [at, event] of events.entries()) {
        const past = `[${events.slice(0, at).map(encoded).join()}]`;
        const lived = client.askStep('step', { birth, past, event: encoded(event) });
        differ(lived, client.askStep('step', { birth, state, event: encoded(event) }), whole);
        state = encoded(lived.state);
      }
    });
  const [self, other] = [birth.self, birth.nodes.find((node) => node !== birth.self)];
  if (renames && other !== undefined)
    yield part(`its state, renamed, is the one of node '${other}'`, () => {
      const names = encoded({ ...named(birth.nodes), [self]: other, [other]: self });
      // The timer of a part bears the name of a node, and would have another name there.
      const event = timer === undefined || timer.includes('@') ? undefined : encoded(events[0]);
      const { state } = client.askStep('step', { ...born, event });
      const fields = { birth: born.birth, state: encoded(state), names };
      const itsBirth = encoded({ ...birth, self: other });
      const due = client.askStep('step', { ...born, birth: itsBirth, event });
      const renamed = encoded(client.ask('rename', fields).state ?? null);
      differ(due, client.askStep('step', { birth: itsBirth, state: renamed }), ['view', 'state']);
    });
  yield part("it answers a request that it does not know with an error of the kind 'protocol'", () => {
    const error = thrown(() => client.ask('stand on your head', {}));
    if (error === undefined) throw new Error('it answered as if it knew the request');
    if (!/the adapter fails/.test(error)) throw new Error(error);
  });
  yield part('it ends when its standard input ends', () => {
    link.finish();
  });
}

function armedBy({ effects }: StepAnswer): readonly string[] {
  return effects.flatMap((effect) => (effect.type === 'arm' ? [effect.timer] : []));
}

/** Each name as itself. */
function named(nodes: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(nodes.map((node) => [node, node]));
}

function part(says: string, run: () => void): Conformance {
  const problem = thrown(run);
  return problem === undefined ? { says } : { says, problem };
}

/** The message of the error that code throws; undefined if it throws none. */
function thrown(run: () => void): string | undefined {
  try {
    run();
    return undefined;
  } catch (cause) {
    return messageOf(cause);
  }
}

/** @throws Error with both, if two answers differ; the state of a living instance does not count. */
function differ(
  one: StepAnswer,
  other: StepAnswer,
  fields: readonly (keyof StepAnswer)[] = ['effects', 'view'],
): void {
  for (const field of fields) {
    const [a, b] = [canonical(one[field]), canonical(other[field])];
    if (a !== b) throw new Error(`its ${field} were ${a.slice(0, 200)}, and then ${b.slice(0, 200)}`);
  }
}
