/**
 * The adapter protocol: the requests that a foreign actor makes of an adapter and the answers that it
 * accepts, one JSON object a line. Each request has an `id`, which its answer repeats.
 *
 * Values that JSON does not have are tagged as in trace files: `{"#map": [[key, value]]}`, `{"#set": [...]}`,
 * `{"#bigint": "1"}`.
 */
import { CodeError, messageOf, UsageError } from '../../values/errors.ts';
import { fromJson, type Json, toJson } from '../../values/json.ts';
import { isRecord } from '../../values/shapes.ts';
import type { Effect, Tagged } from '../actor.ts';
import { type Link, ProcessEnded } from './link.ts';

/** The version of the protocol. */
export const protocolVersion = 1;

/** What an adapter says of itself in its first answer. */
export interface Hello {
  /** For instance `etcd/raft 3.6.0`. */
  readonly name: string;
  /** The name of the suite whose messages and views it speaks; absent if it does not say. */
  readonly shape?: string;
  /** Whether a state that it gave can be loaded; otherwise a state is reached by replaying events. */
  readonly loads: boolean;
  /** Whether it keeps instances that only go forward (`begin`, `go`, `end`). */
  readonly lives: boolean;
  /** Whether it renames the nodes in a state to load; otherwise an instance of the other name shows it. */
  readonly renames: boolean;
}

/** An answer to a step. */
export interface StepAnswer {
  readonly effects: readonly Effect[];
  readonly view: object;
  /** What the view does not show of the instance. */
  readonly state: unknown;
  readonly ignored: boolean;
}

/** A failure of the code under check in a step, as its adapter reports it. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed';
}

/** A birth, an event or another value, encoded once for the many requests that contain it. */
export type Encoded = string;

/** Encodes plain data for requests. */
export function encoded(value: unknown): Encoded {
  return JSON.stringify(toJson(value));
}

/** The fields of a request. */
export type Fields = Readonly<Record<string, Encoded | undefined>>;

/** Makes the requests of one adapter, and checks its answers. */
export class Client {
  readonly #link: Link;
  #id = 0;
  #process = 0;
  #lives = 0;
  #hello: Hello | undefined;

  constructor(link: Link) {
    this.#link = link;
  }

  /** The name that the adapter gives. */
  get name(): string {
    return this.hello().name;
  }

  /** The command of the adapter, for errors. */
  get command(): string {
    return this.#link.command;
  }

  /** The number of processes so far; a life belongs to one of them. */
  get process(): number {
    this.hello();
    return this.#process;
  }

  /** A number for a new life, which no other life of this adapter has. */
  newLife(): number {
    return this.#lives++;
  }

  /** Ends the process of the adapter. */
  close(): void {
    this.#link.close();
  }

  /**
   * What the adapter says of itself.
   *
   * @throws UsageError if it speaks another version of the protocol.
   * @throws CodeError if it does not say hello: without it no code under check has run yet.
   */
  hello(): Hello {
    if (this.#hello !== undefined && this.#link.isRunning) return this.#hello;
    const hello = this.#greeting();
    this.#process++;
    this.#hello ??= this.#helloFrom(hello);
    return this.#hello;
  }

  #greeting(): unknown {
    try {
      return this.#exchange('hello', { swarmcheck: String(protocolVersion) }).hello;
    } catch (cause) {
      // The end of a process counts as a failure of the code under check only after its adapter has begun.
      throw cause instanceof ProcessEnded ? new CodeError(cause.message, { cause }) : cause;
    }
  }

  /**
   * Asks the adapter for something.
   *
   * @throws StepFailed if the code under check fails.
   * @throws ProcessEnded if the process ends instead.
   * @throws CodeError if the adapter does not keep to the protocol.
   */
  ask(what: string, fields: Fields): Readonly<Record<string, unknown>> {
    // A process that starts anew is greeted first, as every process.
    this.hello();
    return this.#exchange(what, fields);
  }

  /** Asks for a step; see `ask` for errors. */
  askStep(what: string, fields: Fields): StepAnswer {
    const answer = this.ask(what, fields);
    const { effects, view, state = null, ignored = false } = answer;
    if (!Array.isArray(effects)) throw this.#wrong(what, 'effects', effects, 'a list');
    for (const effect of effects)
      if (!isTagged(effect)) throw this.#wrong(what, 'effects', effect, "objects with a 'type'");
    if (!isRecord(view)) throw this.#wrong(what, 'view', view, 'an object');
    return { effects: byAddressee(effects as readonly Effect[]), view, state, ignored: ignored === true };
  }

  #exchange(what: string, fields: Fields): Readonly<Record<string, unknown>> {
    this.#id++;
    const rest = Object.entries(fields)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `,"${name}":${value}`)
      .join('');
    const line = this.#link.exchange(`{"id":${this.#id},"do":"${what}"${rest}}`);
    let answer: Readonly<Record<string, unknown>>;
    try {
      answer = this.#answerIn(line);
    } catch (cause) {
      // It is not known what the process will send next, so the next request starts a new one.
      this.#link.close();
      throw cause;
    }
    const { error } = answer;
    if (error === undefined) return answer;
    const { kind, message } = isRecord(error) ? error : {};
    if (kind === 'failed') throw new StepFailed(String(message));
    throw new CodeError(`'${this.command}': at '${what}' the adapter fails: ${String(message)}`);
  }

  /** The answer in a line, which must be one to the last request. */
  #answerIn(line: string): Readonly<Record<string, unknown>> {
    const answer = this.#parsed(line);
    if (answer.id === this.#id) return answer;
    throw new CodeError(
      `'${this.command}': it answered request ${this.#id} with id ${JSON.stringify(answer.id)}; an answer must repeat the id`,
    );
  }

  #parsed(line: string): Readonly<Record<string, unknown>> {
    let json: Json;
    try {
      json = JSON.parse(line) as Json;
    } catch {
      throw new CodeError(
        `'${this.command}': it answered with what is no JSON: ${line.slice(0, 100)}; only the protocol may be written to standard output`,
      );
    }
    try {
      const answer = fromJson(json);
      if (/\d{16}/.test(line)) refuseLargeIntegers(answer);
      if (isRecord(answer)) return answer;
    } catch (cause) {
      throw new CodeError(`'${this.command}': its answer cannot be read: ${messageOf(cause)}`, { cause });
    }
    throw new CodeError(`'${this.command}': it answered with ${line.slice(0, 100)}, which is no object`);
  }

  #helloFrom(hello: unknown): Hello {
    if (!isRecord(hello)) throw this.#wrong('hello', 'hello', hello, 'an object');
    const { protocol, name, shape, loads, lives, renames } = hello;
    if (protocol !== protocolVersion)
      throw new UsageError(
        `'${this.command}' speaks protocol ${JSON.stringify(protocol)}, and swarmcheck speaks ${protocolVersion}; take an SDK of this version`,
      );
    if (typeof name !== 'string') throw this.#wrong('hello', 'name', name, 'a string');
    if (shape !== undefined && typeof shape !== 'string')
      throw this.#wrong('hello', 'shape', shape, 'a string');
    if (renames === true && loads !== true) throw this.#wrong('hello', 'loads', loads, "true with 'renames'");
    return {
      ...{ name, loads: loads === true, lives: lives === true, renames: renames === true },
      ...(shape !== undefined && { shape }),
    };
  }

  #wrong(what: string, field: string, value: unknown, due: string): CodeError {
    const got = value === undefined ? 'missing' : JSON.stringify(value)?.slice(0, 100);
    return new CodeError(
      `'${this.command}': in its answer to '${what}' the field '${field}' is ${got}; it must be ${due}`,
    );
  }
}

/** @throws Error for an integer that a number of JavaScript does not hold exactly. */
function refuseLargeIntegers(value: unknown): void {
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value))
    throw new Error(`${value} is beyond 2^53 and was rounded; write it as {"#bigint": "..."}`);
  if (typeof value !== 'object' || value === null) return;
  const parts =
    value instanceof Map ? [...value].flat() : value instanceof Set ? [...value] : Object.values(value);
  for (const part of parts) refuseLargeIntegers(part);
}

function isTagged(value: unknown): value is Tagged {
  return isRecord(value) && typeof value.type === 'string';
}

/**
 * Effects with the sends in the order of their addressees. The order of messages to different nodes means
 * nothing, and maps of some languages iterate in random order.
 */
function byAddressee(effects: readonly Effect[]): readonly Effect[] {
  const isSend = (effect: Effect) => effect.type === 'send';
  const sends = effects.filter(isSend) as readonly Extract<Effect, { type: 'send' }>[];
  if (sends.length < 2) return effects;
  const ordered = [...sends].sort((a, b) => (a.to < b.to ? -1 : a.to > b.to ? 1 : 0));
  let at = 0;
  return effects.map((effect) => (isSend(effect) ? (ordered[at++] as Effect) : effect));
}
