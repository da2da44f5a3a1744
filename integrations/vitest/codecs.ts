/**
 * Tests of codecs: each must keep the laws of codecs on drawn streams, and each known bug of one must break
 * its law.
 */
import { describe } from 'vitest';
import {
  type CodecCheck,
  type CodecResult,
  checkCodec,
  codecBugChecksOf,
  codecChecksOf,
  type LawName,
  lawOf,
} from '../../checker/index.ts';
import { codecRecordText } from '../../reports/index.ts';
import type { Harness } from './harness.ts';
import { type Seed, seedText } from './seed.ts';

/** Streams that are drawn for each codec, and at most for each known bug of one. */
const streams = 2_000;

/** Makes a test for each codec. */
export function describeCodecs(harness: Harness, { seed }: Seed): void {
  const codecs = codecChecksOf(harness.suite);
  if (codecs.length === 0) return;
  describe('codecs', () => {
    for (const check of codecs)
      harness.test(`${check.name} keeps ${check.laws.join(', ')}`, async () => {
        const { laws, stopped, streams: drawn } = await run(harness, check, seed, check.laws);
        for (const { verdict, counterexample } of laws)
          if (verdict === 'violated' && counterexample !== undefined) {
            const record = {
              tool: '',
              protocol: harness.suite.name,
              codec: check.name,
              seed,
              counterexample,
            };
            const story = codecRecordText(record).slice(1);
            harness.fail([...story, '', `drawn from ${seedText(seed)}`]);
          }
        if (stopped !== undefined) harness.fail([`stopped after ${drawn} of ${streams} streams: ${stopped}`]);
      });
  });
}

/** Makes a test for each known bug of a codec. */
export function describeCodecBugs(harness: Harness, { seed }: Seed): void {
  const { suite } = harness;
  const bugs = codecBugChecksOf(suite);
  if (bugs.length === 0) return;
  describe('known bugs of codecs', () => {
    for (const check of bugs) {
      const [law] = check.laws as readonly [LawName];
      const says = suite.codecBugs?.[check.bug]?.says ?? '';
      harness.test(`${check.bug}, codec ${check.name}, breaks ${law}: ${says}`, async () => {
        const { laws, streams: drawn } = await run(harness, check, seed, [law]);
        const { verdict, because = 'nothing breaks it' } = laws[0] ?? {};
        if (verdict !== 'violated')
          harness.fail([
            `${check.bug} was not caught: it should break ${law}, but after ${drawn} streams ${because}`,
            lawOf(law).says,
          ]);
      });
    }
  });
}

function run(
  harness: Harness,
  { name, codec }: CodecCheck,
  seed: number,
  laws: readonly LawName[],
): Promise<CodecResult> {
  return harness.run(checkCodec(name, codec, { runs: streams, seed, laws }));
}
