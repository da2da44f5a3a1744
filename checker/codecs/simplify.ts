/**
 * Simplifies a stream that breaks a law, after fast-check has shrunk what was drawn: bytes of a damaged
 * stream are left out or become zero, and chunks are joined, as long as the law stays broken.
 */
import type { CodecRunner } from './decode.ts';
import { type Case, concatenated, judge } from './laws.ts';
import type { Violation } from './violation.ts';

/** The most tries, and the most bytes that they decode; a long stream stays longer than it must be. */
const triesMax = 3_000;
const bytesMax = 2 ** 23;

/** The violation of the same law by a simpler stream. */
export function simplified(runner: CodecRunner, violation: Violation): Violation {
  const simplifier = new Simplifier(runner, violation);
  // The values of a valid stream say more than its bytes, so it stays valid; fast-check has shrunk them.
  if (violation.input.texts === undefined) {
    simplifier.dropBytes();
    simplifier.clearBytes();
  }
  if (violation.law !== 'Decode After Encode') simplifier.joinChunks();
  return simplifier.best;
}

/** The simplest violation so far, and the tries for a simpler one. */
class Simplifier {
  best: Violation;
  readonly #runner: CodecRunner;
  readonly #triesMax: number;
  #tries = 0;

  constructor(runner: CodecRunner, violation: Violation) {
    this.#runner = runner;
    this.best = violation;
    const { length } = violation.input.bytes;
    this.#triesMax = Math.min(triesMax, Math.ceil(bytesMax / (length + 1)));
  }

  /** Leaves out bytes: first long runs of them, then single ones, and again until nothing helps. */
  dropBytes(): void {
    for (let before = -1; before !== this.#length && this.#tries < this.#triesMax; ) {
      before = this.#length;
      for (let size = before; size >= 1; size >>= 1)
        for (let from = this.#length - size; from >= 0; from -= size)
          this.#try(withoutBytes(this.best.input, from, size));
    }
  }

  get #length(): number {
    return this.best.input.bytes.length;
  }

  /** Sets bytes to zero. */
  clearBytes(): void {
    for (let at = 0; at < this.best.input.bytes.length; at++) {
      if (this.best.input.bytes[at] === 0) continue;
      const bytes = this.best.input.bytes.slice();
      bytes[at] = 0;
      this.#try({ ...this.best.input, bytes });
    }
  }

  /** Joins chunks, the last ones first, so that a split that is needed is an early one. */
  joinChunks(): void {
    for (let at = this.best.input.chunks.length - 2; at >= 0; at--) {
      const { chunks } = this.best.input;
      const joined = (chunks[at] as number) + (chunks[at + 1] as number);
      this.#try({
        ...this.best.input,
        chunks: [...chunks.slice(0, at), joined, ...chunks.slice(at + 2)],
      });
    }
  }

  #try(input: Case): void {
    if (this.#tries++ > this.#triesMax) return;
    const { law } = this.best;
    const still = judge(law, this.#runner, input);
    if (still !== undefined) this.best = { law, input, ...still };
  }
}

/** The same stream without some bytes; chunks that lose all their bytes are left out too. */
function withoutBytes(input: Case, from: number, count: number): Case {
  const { bytes } = input;
  return {
    ...input,
    bytes: concatenated([bytes.subarray(0, from), bytes.subarray(from + count)]),
    chunks: shortened(input.chunks, from, count),
    reference: shortened(input.reference, from, count),
  };
}

function shortened(lengths: readonly number[], from: number, count: number): readonly number[] {
  let start = 0;
  return lengths.flatMap((length) => {
    const [first, last] = [Math.max(start, from), Math.min(start + length, from + count)];
    start += length;
    const left = length - Math.max(0, last - first);
    return left === 0 && length > 0 ? [] : [left];
  });
}
