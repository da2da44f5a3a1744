/** Tests bans and parole by sentences of the rules V2 to V4. */
import { describe, expect, it } from 'vitest';
import { PieceProgress } from './progress.ts';
import { type Blame, Verification, verificationRules } from './verification.ts';

/** A complete piece: what each block is, and the partner that it came from. */
function complete(piece: number, blocks: readonly (readonly [content: string, from: number])[]) {
  const record = new PieceProgress<string>(blocks.length);
  record.reset(piece);
  for (const [place, [content, from]] of blocks.entries()) {
    record.contents[place] = content;
    record.partners[place] = from;
  }
  return record;
}

function verification(blame: Blame) {
  const banned: number[] = [];
  const all = new Verification<string>(blame, 4, verificationRules, (one, other) => one === other);
  return {
    banned,
    all,
    pass: (record: PieceProgress<string>) => banned.push(...all.pass(record)),
    fail: (record: PieceProgress<string>) => banned.push(...all.fail(record)),
  };
}

describe('verification', () => {
  it('bans the one source of a failed piece (V2)', () => {
    const { fail, banned, all } = verification('parole');
    all.paroled[1] = 1;
    fail(
      complete(0, [
        ['bad', 1],
        ['good', 1],
      ]),
    );
    expect(banned).toEqual([1]);
    expect([...all.banned, ...all.paroled]).toEqual([0, 1, 0, 0, 0, 0, 0, 0]);
  });

  it('puts several sources on parole, and bans none of them (V2)', () => {
    const { fail, banned, all } = verification('parole');
    fail(
      complete(0, [
        ['bad', 1],
        ['good', 2],
        ['good', 1],
      ]),
    );
    expect(banned).toEqual([]);
    expect([...all.paroled]).toEqual([0, 1, 1, 0]);
  });

  it('puts a source on parole that gave its block and was banned since, and bans it once', () => {
    const { fail, pass, banned, all } = verification('compare');
    fail(complete(0, [['bad', 1]]));
    fail(
      complete(1, [
        ['good', 2],
        ['bad', 1],
      ]),
    );
    expect([...all.paroled]).toEqual([0, 1, 1, 0]);
    pass(
      complete(
        1,
        [0, 0].map((from) => ['good', from] as const),
      ),
    );
    expect(banned).toEqual([1]);
    expect([...all.paroled]).toEqual([0, 1, 1, 0]);
  });

  it('takes only the source of a whole good piece off parole (V3)', () => {
    const { fail, pass, all } = verification('parole');
    fail(
      complete(0, [
        ['bad', 1],
        ['good', 2],
      ]),
    );
    pass(
      complete(1, [
        ['good', 1],
        ['good', 3],
      ]),
    );
    expect([...all.paroled]).toEqual([0, 1, 1, 0]);
    pass(
      complete(2, [
        ['good', 2],
        ['good', 2],
      ]),
    );
    expect([...all.paroled]).toEqual([0, 1, 0, 0]);
  });

  it('with the setting sole lets several sources go on', () => {
    const { fail, banned, all } = verification('sole');
    fail(
      complete(0, [
        ['bad', 1],
        ['good', 2],
      ]),
    );
    expect(banned).toEqual([]);
    expect([...all.paroled]).toEqual([0, 0, 0, 0]);
    fail(
      complete(0, [
        ['bad', 1],
        ['good', 1],
      ]),
    );
    expect(banned).toEqual([1]);
  });

  it('with the setting compare bans whose block differed once the piece is good (V4)', () => {
    const { fail, pass, banned } = verification('compare');
    fail(
      complete(0, [
        ['bad', 1],
        ['good', 2],
      ]),
    );
    fail(
      complete(0, [
        ['good', 3],
        ['worse', 2],
      ]),
    );
    fail(
      complete(1, [
        ['other', 3],
        ['good', 0],
      ]),
    );
    pass(
      complete(0, [
        ['good', 3],
        ['good', 0],
      ]),
    );
    expect(banned).toEqual([1, 2]);
    pass(
      complete(0, [
        ['different', 3],
        ['good', 0],
      ]),
    );
    expect(banned).toEqual([1, 2]);
  });

  it('takes partners at one address as one source, and bans the address (V2)', () => {
    const same = (one: string, other: string) => one === other;
    const all = new Verification<string>('parole', 4, verificationRules, same, Int32Array.of(0, 1, 1, 3));
    const record = complete(0, [
      ['bad', 1],
      ['good', 2],
    ]);
    expect(all.fail(record)).toEqual([1]);
    expect([0, 1, 2, 3].map((partner) => all.isBanned(partner))).toEqual([false, true, true, false]);
  });

  it('notes each content of a source once, until the piece is good (V4)', () => {
    const { fail, pass, all } = verification('compare');
    for (const content of ['bad', 'bad', 'worse'])
      fail(
        complete(2, [
          [content, 0],
          ['good', 1],
        ]),
      );
    expect(all.suspects.get(2)?.map(({ source, content }) => [source, content])).toEqual([
      [0, 'bad'],
      [1, 'good'],
      [0, 'worse'],
    ]);
    pass(
      complete(2, [
        ['good', 3],
        ['good', 3],
      ]),
    );
    expect(all.suspects.size).toBe(0);
  });
});
