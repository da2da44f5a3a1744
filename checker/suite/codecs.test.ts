/** Tests codecs in a suite: how `kit.suite` lists their known bugs, which checks there are, and what is refused. */
import { describe, expect, it } from 'vitest';
import { frames, mutants } from '../../tests/support/frames.ts';
import { jumps, suite as small } from '../../tests/support/small-suite.ts';
import type { Codec } from '../codecs/codec.ts';
import { UsageError } from '../values/errors.ts';
import { codecBugChecksOf, codecCheckOf, codecChecksOf } from './checklist.ts';
import { protocol } from './kit.ts';
import { subjectOf } from './subject.ts';
import type { Suite } from './suite.ts';
import { validateSuite } from './validate-suite.ts';

const kit = protocol();
const equivalent = frames.mutant({
  ...{ says: 'x', source: 'y', breaks: 'Framing', equivalent: 'it is the same' },
  encode: (value) => frames.encode(value),
});
const { codecBugs: _, ...parts } = small;
const suite = kit.suite({
  ...parts,
  codecs: { frames },
  bugs: {
    B10: mutants.oneFrame,
    ...(small.bugs as object),
    B4: mutants.bigEndian,
    B5: equivalent,
  },
} as Parameters<typeof kit.suite>[0]);

describe('kit.suite', () => {
  it('lists bugs of codecs apart from those of roles', () => {
    expect(Object.keys(suite.bugs)).toEqual(['B1', 'B2', 'B3']);
    expect(Object.keys(suite.codecBugs ?? {})).toEqual(['B10', 'B4', 'B5']);
    expect(suite.bugs.B1?.model).toEqual({ ticker: jumps });
  });

  it('can be given a suite again', () => {
    expect(kit.suite(suite as never).codecBugs).toEqual(suite.codecBugs);
  });
});

describe('the checklist', () => {
  it('has each codec with its laws, and each known bug with the law that it breaks', () => {
    expect(codecChecksOf(suite)).toEqual([
      {
        ...{ name: 'frames', codec: frames },
        laws: ['Decode After Encode', 'Framing', 'Own Errors', 'Bounded'],
      },
    ]);
    expect(codecBugChecksOf(suite)).toEqual([
      { bug: 'B10', name: 'frames', codec: mutants.oneFrame.variant, laws: ['Framing'] },
      { bug: 'B4', name: 'frames', codec: mutants.bigEndian.variant, laws: ['Decode After Encode'] },
    ]);
    expect(codecCheckOf(suite, 'frames', 'b4').codec).toBe(mutants.bigEndian.variant);
    expect(codecCheckOf(suite, 'frames', 'B5').laws).toHaveLength(4);
  });

  it('names what it has if a name is unknown', () => {
    expect(() => codecCheckOf(suite, 'frame')).toThrow(
      "protocol 'ticks' has no codec 'frame'; did you mean frames?",
    );
    expect(() => codecCheckOf(suite, 'frames', 'B1')).toThrow(/has no known bug of a codec 'B1'/);
    expect(() => subjectOf(suite, 'bug:B10')).toThrow(
      "bug B10 of protocol 'ticks' is a mistake in a codec, which has no scope; check it with the command bugs and --bug B10",
    );
  });
});

describe('validateSuite', () => {
  const refused = (change: object) => () => validateSuite({ ...suite, ...change } as Suite);
  const codec = (change: object) => ({
    codecs: { frames: { ...frames, ...change } as Codec },
    codecBugs: {},
  });
  const bug = (change: object) => ({ codecBugs: { B10: { ...mutants.oneFrame, ...change } } });

  it.each<[object, string]>([
    [{ codecs: [] }, "'codecs' must be a record: a codec for each name"],
    [{ codecs: { Frames: frames } }, "codec 'Frames' needs a name of lower-case letters, digits and hyphens"],
    [codec({ says: undefined }), "codec 'frames' has no 'says'; write one line"],
    [
      codec({ decode: () => 1 }),
      "codec 'frames' needs one of 'decoder', which makes a decoder of a stream, and 'decode'",
    ],
    [codec({ encode: undefined }), "codec 'frames' needs 'encode', a function"],
    [codec({ error: undefined }), "codec 'frames' needs 'error', the class of the errors that it throws"],
    [codec({ values: [1] }), "codec 'frames' needs 'values', an arbitrary of fast-check"],
    [
      codec({ streams: frames }),
      "codec 'frames' needs one of 'values' and 'streams', arbitraries of fast-check",
    ],
    [
      codec({ bufferedBytesMax: 0.5 }),
      "codec 'frames' has 'bufferedBytesMax' 0.5; it must be the most bytes",
    ],
    [codec({ limit: 1 }), "codec 'frames' has no field 'limit'; it has says, source, values"],
    [
      bug({ breaks: 'Gravity' }),
      "bug B10 breaks 'Gravity', which is no law of its codec; it has Decode After Encode",
    ],
    [
      bug({ codec: {} }),
      "bug B10 is a mistake in a codec that the suite does not list; add the codec to 'codecs', which has frames",
    ],
    [bug({ source: 1 }), "bug B10 has no 'source'; write one line"],
    [bug({ equivalent: true }), "the 'equivalent' of bug B10 must be a text"],
    [{ codecBugs: { B1: mutants.oneFrame } }, 'bug B1 has the name of B1; rename one'],
    [{ codecBugs: { b3: mutants.oneFrame } }, 'bug b3 has the name of B3; rename one'],
    [{ codecBugs: { 'B 1': mutants.oneFrame } }, "bug 'B 1' has a name that is invalid in flags and files"],
  ])('refuses %#', (change, sentence) => {
    expect(refused(change)).toThrow(UsageError);
    expect(refused(change)).toThrow(`suite 'ticks': ${sentence}`);
  });
});
