/**
 * One decoding: the decoder of a codec takes a stream in given chunks, and this file observes what comes out,
 * how it ends, and what the decoder keeps. Each call is noted for the watchdog.
 *
 * Every chunk is a part of a larger memory, which is overwritten after the call: a decoder that reads beyond
 * its chunk, or keeps the chunk itself, decodes other bytes than those of the stream.
 */
import { began, callNumber, ended } from '../actors/heartbeat.ts';
import { refusePromise } from '../actors/user-code.ts';
import { CodeError, messageOf } from '../values/errors.ts';
import { allocationMax, endWatch, watchAllocations } from './allocations.ts';
import { type Codec, type Decoder, isStreamCodec, type StreamCodec, type WholeCodec } from './codec.ts';
import { NoText, textOf } from './value-text.ts';

/** The constructor at the time of loading, because `allocations.ts` replaces the global one. */
const Bytes = Uint8Array;

/** An error that code of a codec threw. */
export interface Thrown {
  /** Whether it is the codec's own error. */
  readonly isOwn: boolean;
  /** The name of its class. */
  readonly name: string;
  readonly message: string;
}

/** What was observed of one decoding. */
export interface Outcome {
  /** The texts of the values that came out. */
  readonly values: readonly string[];
  /** The encodings of the values, if they were asked for. */
  readonly encoded: readonly (Uint8Array | Thrown)[];
  readonly thrown?: Thrown;
  /** Bytes kept after the last chunk. */
  readonly keptBytes: number;
  /** The most bytes kept after a chunk. */
  readonly keptBytesMost: number;
  /** Bytes of an allocation that was refused, because it is above the limit; 0 for none. */
  readonly refusedBytes: number;
  /** Whether more values than bytes came out; the decoding ends there. */
  readonly isFlooding: boolean;
}

/** Ends a decoding whose decoder returns more values than it got bytes, for it may never return. */
class Flood extends Error {}

/** Runs the code of one codec. */
export class CodecRunner {
  readonly name: string;
  readonly codec: Codec;

  constructor(name: string, codec: Codec) {
    this.name = name;
    this.codec = codec;
  }

  /**
   * The bytes of a value, or the error that encode threw.
   *
   * @throws CodeError if encode returns anything but bytes.
   */
  encode(value: unknown): Uint8Array | Thrown {
    try {
      const bytes = this.#unwatched(() => this.#call('encode', () => this.codec.encode(value)));
      if (bytes instanceof Bytes) return bytes.slice();
      refusePromise(bytes);
      throw this.#wrong('encode', bytes, 'a Uint8Array');
    } catch (cause) {
      return this.#thrown(cause);
    }
  }

  /** The text by which a value is compared. */
  text(value: unknown): string {
    const { codec } = this;
    try {
      if (codec.plain === undefined) return textOf(value);
      return textOf(this.#unwatched(() => this.#call('plain', () => codec.plain?.(value))));
    } catch (cause) {
      if (!(cause instanceof NoText)) throw this.#failed('plain', cause);
      throw new CodeError(
        `codec '${this.name}' has a value with ${cause.message}, which cannot be compared; give the codec 'plain', a function that returns plain data`,
        { cause },
      );
    }
  }

  /** Decodes bytes in chunks of these lengths; with `encodes`, each value is encoded when it comes out. */
  decode(bytes: Uint8Array, lengths: readonly number[], encodes = false): Outcome {
    const { codec } = this;
    const observed = new Observation();
    const out = (value: unknown) => {
      if (observed.values.length >= observed.takenBytes) {
        observed.isFlooding = true;
        throw new Flood();
      }
      observed.values.push(this.text(value));
      if (encodes) observed.encoded.push(this.encode(value));
    };
    const limit = isStreamCodec(codec)
      ? allocationMax(codec.bufferedBytesMax, bytes.length)
      : Number.POSITIVE_INFINITY;
    const before = watchAllocations(limit);
    try {
      if (isStreamCodec(codec)) this.#stream(codec, bytes, lengths, out, observed);
      else this.#whole(codec, bytes, out, observed);
    } catch (cause) {
      if (!observed.isFlooding) observed.thrown = this.#thrown(cause);
    } finally {
      const largest = endWatch(before);
      if (largest > limit) observed.refusedBytes = largest;
    }
    return observed;
  }

  /** Runs code of the codec whose allocations are not those of the decoder. */
  #unwatched<T>(run: () => T): T {
    const before = watchAllocations(Number.POSITIVE_INFINITY);
    try {
      return run();
    } finally {
      endWatch(before);
    }
  }

  #stream(
    codec: StreamCodec<unknown>,
    bytes: Uint8Array,
    lengths: readonly number[],
    out: (value: unknown) => void,
    observed: Observation,
  ): void {
    const decoder = this.#call('decoder', () => codec.decoder());
    if (typeof decoder?.push !== 'function' || typeof decoder.end !== 'function')
      throw this.#wrong('decoder', decoder, 'an object with push, end and bufferedBytes');
    const memory = new Bytes(Math.max(0, ...lengths) + 2 * marginBytes);
    let from = 0;
    for (const length of lengths) {
      memory.fill(overwritten, 0, length + 2 * marginBytes);
      memory.set(bytes.subarray(from, from + length), marginBytes);
      const chunk = memory.subarray(marginBytes, marginBytes + length);
      from += length;
      observed.takenBytes = from;
      this.#call('push', () => refusePromise(decoder.push(chunk, out) as unknown));
      memory.fill(overwritten, marginBytes, marginBytes + length);
      observed.keptBytes = this.#kept(decoder);
      if (observed.keptBytes > observed.keptBytesMost) observed.keptBytesMost = observed.keptBytes;
    }
    this.#call('end', () => refusePromise(decoder.end() as unknown));
  }

  #whole(
    codec: WholeCodec<unknown>,
    bytes: Uint8Array,
    out: (value: unknown) => void,
    observed: Observation,
  ): void {
    // A value without bytes is no flood of values.
    observed.takenBytes = bytes.length + 1;
    out(
      this.#call('decode', () => {
        const value = codec.decode(bytes.slice());
        refusePromise(value);
        return value;
      }),
    );
  }

  #kept(decoder: Decoder<unknown>): number {
    const kept: unknown = decoder.bufferedBytes;
    if (Number.isInteger(kept) && (kept as number) >= 0) return kept as number;
    throw this.#wrong('bufferedBytes', kept, 'the number of bytes that the decoder keeps');
  }

  /** Notes a call for the watchdog, and keeps the one around it. */
  #call<R>(what: string, run: () => R): R {
    const before = began(callNumber(`'${what}' of codec '${this.name}'`));
    try {
      return run();
    } finally {
      ended(before);
    }
  }

  /** The thrown value as data; errors of the checker pass through. */
  #thrown(cause: unknown): Thrown {
    if (cause instanceof CodeError || cause instanceof Flood) throw cause;
    return {
      isOwn: cause instanceof this.codec.error,
      name: cause instanceof Error ? cause.constructor.name : 'a value that is no error',
      message: messageOf(cause),
    };
  }

  #wrong(what: string, got: unknown, due: string): CodeError {
    const type = got === null ? 'null' : typeof got;
    return new CodeError(`'${what}' of codec '${this.name}' gave a value of type ${type}; it must be ${due}`);
  }

  #failed(what: string, cause: unknown): CodeError {
    if (cause instanceof CodeError) return cause;
    return new CodeError(`'${what}' of codec '${this.name}' failed: ${messageOf(cause)}`, { cause });
  }
}

/** Bytes around each chunk in its memory, and the byte that they hold. */
const marginBytes = 5;
const overwritten = 0xa5;

/** An outcome that is being observed. */
class Observation implements Outcome {
  readonly values: string[] = [];
  readonly encoded: (Uint8Array | Thrown)[] = [];
  thrown?: Thrown;
  takenBytes = 0;
  keptBytes = 0;
  keptBytesMost = 0;
  refusedBytes = 0;
  isFlooding = false;
}

/** An error in a few words: `FrameError (length 300 is above 64)`. */
export function thrownText({ name, message }: Thrown): string {
  return message === '' ? name : `${name} (${message})`;
}

/** An outcome in one line: the values, then how the decoding ended. */
export function outcomeText({ values, thrown, isFlooding }: Outcome): string {
  const all = values.length === 0 ? 'no value' : values.join(', ');
  if (isFlooding) return `${values.length} values, and more without end`;
  return thrown === undefined ? all : `${all}, then ${thrownText(thrown)}`;
}
