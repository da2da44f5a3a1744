/** Tests codecs in `describeProtocol`: a test for each codec and each known bug of one, and what a failure says. */
import { describe, expect, it } from 'vitest';
import { codecSuite } from './support/codec-suite.ts';
import { userFolder, vitest, writeIn } from './support/command.ts';

const test = (suite: string) => `
import { describeProtocol } from 'swarmcheck/vitest';
import { suite } from './${suite}.ts';

describeProtocol(suite, { regressions: false, paths: false, scopes: [], seed: 1 });
`;
const folder = userFolder({ 'lamp.ts': codecSuite, 'lamp.test.ts': test('lamp') });
// The codec keeps one character more than it says, and the mistake of L2 is gone.
writeIn(
  folder,
  'greedy.ts',
  codecSuite
    .replace('/*most*/', '17')
    .replace(/decoder: \(\) => \(\{[\s\S]*?\}\),\n/, 'decoder: () => new LineDecoder(16),\n'),
);
writeIn(folder, 'greedy.test.ts', test('greedy'));
const { out } = vitest(['run', '--reporter', 'verbose'], {}, folder);

describe('describeProtocol', () => {
  it('makes a test for each codec and each known bug of one', () => {
    expect(out).toMatch(
      /✓ lamp.test.ts > lamp > codecs > lines keeps Decode After Encode, Framing, Own Errors, Bounded/,
    );
    expect(out).toMatch(
      /✓ lamp.test.ts > lamp > known bugs of codecs > L2, codec lines, breaks Framing: The decoder assumes one line a read\./,
    );
    expect(out).not.toContain('L10');
  });

  it('fails with the stream, and if a known bug is not caught', () => {
    expect(out).toMatch(/× greedy.test.ts > lamp > codecs > lines keeps/);
    expect(out).toContain('Bounded: The decoder keeps and allocates no more than its limit allows');
    expect(out).toContain('got       17 bytes kept');
    expect(out).toContain('drawn from SWARMCHECK_SEED=0x1');
    expect(out).toContain(
      'L2 was not caught: it should break Framing, but after 2000 streams nothing breaks it',
    );
  });
});
