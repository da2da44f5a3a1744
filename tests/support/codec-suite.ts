/**
 * The source text of a suite with a codec: a lamp that can be switched on, and lines of at most 16 characters.
 * Bug L2 is a decoder that assumes one line a read; L10 is an equivalent mutant.
 */
export const codecSuite = `
import fc from 'fast-check';
import { type Decoder, protocol } from 'swarmcheck';

interface Lamp {
  message: { type: 'None' };
  input: { type: 'switch' };
  view: { lit: boolean };
}

const kit = protocol<Lamp>();
const lampOf = (on: boolean) => ({
  init: () => ({ state: false, effects: [] }),
  step: () => ({ state: on, effects: [] }),
  view: (state: unknown) => ({ lit: state === true }),
});
const lit = kit.sometimes({ name: 'Lit', says: 'A lamp is lit.', source: 'physics', node: ({ lit }) => lit });
const stays = kit.step({ name: 'Stays', says: 'A lamp stays lit.', source: 'the house rules', holds: ({ before, after }) => !before.lit || after.lit });

class LineError extends Error {}

class LineDecoder implements Decoder<string> {
  #line: number[] = [];
  readonly most: number;
  constructor(most = 16) {
    this.most = most;
  }
  get bufferedBytes() {
    return this.#line.length;
  }
  push(chunk: Uint8Array, out: (line: string) => void) {
    for (const byte of chunk) {
      if (byte === 0x0a) {
        out(String.fromCharCode(...this.#line));
        this.#line = [];
      } else if (byte > 0x7f) throw new LineError('byte ' + byte + ' is no ASCII');
      else if (this.#line.push(byte) > this.most) throw new LineError('the line is too long');
    }
  }
  end() {
    if (this.#line.length > 0) throw new LineError('the last line does not end');
  }
}

const lines = kit.codec<string>({
  says: 'Lines of at most 16 characters.',
  source: 'the house rules',
  values: fc.stringMatching(/^[ -~]{0,16}$/),
  encode: (line) => new TextEncoder().encode(line + '\\n'),
  decoder: () => new LineDecoder(/*most*/),
  error: LineError,
  bufferedBytesMax: 16,
});

export const suite = kit.suite({
  name: 'lamp',
  says: 'A lamp.',
  source: 'the house rules',
  roles: { lamp: { model: lampOf(true) } },
  properties: [lit, stays],
  codecs: { lines },
  bugs: {
    L10: lines.mutant({
      ...{ says: 'The limit is passed to the decoder.', source: 'a review', breaks: 'Bounded' },
      equivalent: 'it is the same limit.',
      decoder: () => new LineDecoder(16),
    }),
    L2: lines.mutant({
      ...{ says: 'The decoder assumes one line a read.', source: 'a first version', breaks: 'Framing' },
      decoder: () => ({
        bufferedBytes: 0,
        push: (chunk, out) => out(new TextDecoder().decode(chunk).replace(/\\n[\\s\\S]*$/, '')),
        end: () => {},
      }),
    }),
    L1: { says: 'A lamp goes out.', source: 'a first version', breaks: stays, scope: 'default', model: { lamp: { ...lampOf(true), step: (state: unknown) => ({ state: state !== true, effects: [] }) } } },
  },
  scopes: {
    default: {
      system: (actor) => ({
        nodes: { a: actor('lamp') },
        network: 'set',
        inputs: () => [{ type: 'switch' }],
        bounds: { switch: 2 },
      }),
    },
  },
});
`;
