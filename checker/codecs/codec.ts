/**
 * A codec is the encoder and the decoder of one format of bytes. This file has the types of codecs, the laws
 * that each codec must keep, and `codec`, which makes a codec of a suite and its mutants.
 *
 * A stream codec decodes a stream of values that arrives in chunks, as a socket delivers it. A whole codec
 * decodes one value that has all its bytes, such as a link; it has no stream, so only two laws concern it.
 */
import { UsageError } from '../values/errors.ts';

/** A streaming decoder: bytes go in by chunks, complete values come out. */
export interface Decoder<T> {
  /**
   * Takes the next bytes of the stream. The chunk is valid during the call only, because the owner of its
   * memory writes to it again; a value that `out` gets may refer to it until `out` returns.
   *
   * @throws the codec's own error; the decoder is not used after it.
   */
  push(chunk: Uint8Array, out: (value: T) => void): void;
  /**
   * Takes the end of the stream.
   *
   * @throws the codec's own error if the last value is incomplete.
   */
  end(): void;
  /** The number of bytes that the decoder keeps for an incomplete value. */
  readonly bufferedBytes: number;
}

/** The class of a codec's own error. */
export type ErrorClass = abstract new (...args: never[]) => Error;

/**
 * An arbitrary of fast-check, by the part of it that has the type of its values: the declarations of two
 * copies of fast-check, such as those for ES modules and for CommonJS, are no types of each other.
 */
export interface ArbitraryLike<T> {
  generate(random: never, biasFactor: number | undefined): { readonly value: T };
}

/** What stream codecs and whole codecs have in common. */
interface CodecBase<T> {
  /** The format in one sentence. */
  readonly says: string;
  readonly source: string;
  encode(value: T): Uint8Array;
  /** The class of the errors that the decoder throws for bytes that are no value; subclasses count too. */
  readonly error: ErrorClass;
  /**
   * The plain data of a value, by which values are compared and printed. A codec needs it if its decoder
   * returns objects that are no plain data, for instance views with getters.
   */
  plain?(value: T): unknown;
}

/** The codec of a stream of values. It has `values` or `streams`. */
export interface StreamCodec<T> extends CodecBase<T> {
  /**
   * Valid values, of which any may follow any: what the encoder takes. They should be plain data or bytes, so
   * that files can hold them.
   */
  readonly values?: ArbitraryLike<T>;
  /** Valid streams, if only some values may follow one another: a handshake, and then messages. */
  readonly streams?: ArbitraryLike<readonly T[]>;
  /** A new decoder, for the beginning of a stream. */
  decoder(): Decoder<T>;
  /** The most bytes that the decoder may keep, for every length that a message announces. */
  readonly bufferedBytesMax: number;
}

/** The codec of single values, each with all its bytes. */
export interface WholeCodec<T> extends CodecBase<T> {
  /** Valid values: what the encoder takes. */
  readonly values: ArbitraryLike<T>;
  /** @throws the codec's own error if the bytes are no value. */
  decode(bytes: Uint8Array): T;
}

/** A codec of a suite. */
export type Codec<T = unknown> = StreamCodec<T> | WholeCodec<T>;

/** Whether a codec decodes streams. */
export function isStreamCodec<T>(codec: Codec<T>): codec is StreamCodec<T> {
  return (codec as Partial<StreamCodec<T>>).decoder !== undefined;
}

/** The laws of codecs. */
export const laws = [
  {
    name: 'Decode After Encode',
    says: 'What encode makes of values decodes to these values, and no byte is left; so do values that were decoded.',
    isForWhole: true,
  },
  {
    name: 'Framing',
    says: 'Every split of a stream into chunks decodes to the same values, and ends with the same kind of error or none.',
    isForWhole: false,
  },
  {
    name: 'Own Errors',
    says: "No bytes, valid or not, make the decoder throw anything but the codec's own error.",
    isForWhole: true,
  },
  {
    name: 'Bounded',
    says: 'The decoder keeps and allocates no more than its limit allows, and returns no more values than it got bytes.',
    isForWhole: false,
  },
] as const;

/** A law that codecs must keep. */
export type Law = (typeof laws)[number];
/** The name of a law. */
export type LawName = Law['name'];

/** The source of the laws, for reports. */
export const lawSource = 'laws of codecs';

/** The law of a name. Names are checked where they come in: in suites and in files. */
export function lawOf(name: string): Law {
  return laws.find((law) => law.name === name) as Law;
}

/** The laws that concern a codec. */
export function lawsOf(codec: Codec): readonly Law[] {
  return laws.filter(({ isForWhole }) => isForWhole || isStreamCodec(codec));
}

/** A known bug of a codec: a variant with a mistake, and the law that it breaks. */
export interface CodecBug {
  readonly says: string;
  readonly source: string;
  /** The name of the law. */
  readonly breaks: LawName;
  /** The codec of the suite without the mistake. */
  readonly codec: Codec;
  /** The same codec with the mistake. */
  readonly variant: Codec;
  /** The reason why the change is an equivalent mutant: no law may catch it. */
  readonly equivalent?: string;
}

/** The argument of a codec's `mutant`: the description of the bug, and at least one replacement. */
export interface CodecMutation<T> extends Pick<CodecBug, 'says' | 'source' | 'breaks' | 'equivalent'> {
  encode?(value: T): Uint8Array;
  /** Replaces the decoder of a stream codec. */
  decoder?(): Decoder<T>;
  /** Replaces the decoder of a whole codec. */
  decode?(bytes: Uint8Array): T;
}

/** A codec of which mutants can be made. */
export type MutableCodec<T> = Codec<T> & {
  /**
   * A known bug: a variant of this codec, for the suite's `bugs`.
   *
   * @throws UsageError if it replaces nothing, or a function that this codec does not have.
   */
  mutant(mutation: CodecMutation<T>): CodecBug;
};

const replaceable = ['encode', 'decoder', 'decode'] as const;

/** Makes a codec of a suite; a suite may also list any object with the fields of a codec. */
export function codec<T>(parts: Codec<T>): MutableCodec<T> {
  const made: MutableCodec<T> = {
    ...parts,
    mutant(mutation) {
      const given = replaceable.filter((name) => mutation[name] !== undefined);
      const known = replaceable.filter((name) => name in parts);
      const unknown = given.find((name) => !known.includes(name));
      if (unknown !== undefined)
        throw new UsageError(
          `a mutant of a codec replaces '${unknown}', which the codec does not have; it has ${known.join(', ')}`,
        );
      if (given.length === 0)
        throw new UsageError(`a mutant of a codec changes nothing; give it one of ${known.join(', ')}`);
      const { says, source, breaks, equivalent } = mutation;
      return {
        ...{ says, source, breaks },
        ...(equivalent !== undefined && { equivalent }),
        codec: made as Codec,
        variant: {
          ...parts,
          ...Object.fromEntries(given.map((name) => [name, mutation[name]])),
        } as Codec,
      };
    },
  };
  return made;
}
