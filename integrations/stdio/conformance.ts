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

/** A line of this many bytes must be read whole. */
const longBytes = 1_000_000;

/**
 * Tests an adapter with the birth of a node.
 *
 * @param command the adapter; `/bin/sh` reads it
 * @param birthFor the birth, for the protocol that the adapter names (`shape`)
 * @param answerMs the time for one answer
 */
export function conformanceOf(
  command: string,
  birthFor: (shape: string | undefined) => Birth,
  answerMs?: number,
): readonly Conformance[] {
  const link = linkTo(command, answerMs === undefined ? {} : { answerMs });
  try {
    return [...partsOf(link, new Client(link), birthFor)];
  } finally {
    link.close();
  }
}

function* partsOf(
  link: Link,
  client: Client,
  birthFor: (shape: string | undefined) => Birth,
): Generator<Conformance> {
  const greeting = part(`it says hello, and speaks protocol ${protocolVersion}`, () => {
    client.hello();
  });
  yield greeting;
  // An adapter that does not say hello is not asked anything else.
  if (greeting.problem !== undefined) return;
  const { shape, lives } = client.hello();
  const birth = birthFor(shape);
  const born = { birth: encoded(birth), past: '[]' };
  let first: StepAnswer | undefined;
  const birthPart = part(`node '${birth.self}' comes up`, () => {
    first = client.askStep('step', born);
  });
  yield birthPart;
  if (first === undefined) return;
  const start = first;
  yield part('it does the same the second time', () => {
    differ(start, client.askStep('step', born), ['effects', 'view', 'state']);
  });
  const armed = start.effects.flatMap((effect) => (effect.type === 'arm' ? [effect.timer] : []));
  const events: readonly Received[] = armed.slice(0, 1).map((timer) => ({ type: 'timeout', timer }));
  yield part('it does the same with lines of a million bytes, and ignores unknown fields', () => {
    differ(start, client.askStep('step', { ...born, padding: encoded('x'.repeat(longBytes)) }));
  });
  if (lives)
    yield part('an instance that lives does the same as one whose past is replayed', () => {
      const life = String(client.newLife());
      differ(start, client.askStep('begin', { life, birth: born.birth }));
      for (const event of events)
        differ(
          client.askStep('step', { ...born, event: encoded(event) }),
          client.askStep('go', { life, event: encoded(event) }),
        );
      client.ask('end', { life });
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
