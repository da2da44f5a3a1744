/**
 * Tests the reader of documentation pages: it rejects a transcript with lines that are not printed, or
 * printed elsewhere.
 */
import { describe, expect, it } from 'vitest';
import { blocksOf, codeExpected, updatedTranscript } from './page.ts';

const printed = 'head\n\n  1 world, 0.3 s\n  more\n\ntail, 2.0 s';

describe('a transcript', () => {
  it.each([
    ['all of it', 'head\n\n  1 world, 0.3 s\n  more\n\ntail, 2.0 s'],
    ['all of it at another time', 'head\n\n  1 world, 9.9 s\n  more\n\ntail, 1.0 s'],
    ['its middle left out', 'head\n...\n  more\n\ntail, 2.0 s'],
    ['its end left out', 'head\n...'],
    ['its beginning left out', '...\n  1 world, 0.3 s\n  ...\ntail, 2.0 s'],
  ])('is accepted with %s', (_, page) => {
    expect(updatedTranscript(page, printed)).toBe(page);
  });

  it.each([
    ['a line too many', `${printed}\nmore`],
    ['a line too few', 'head\n\n  1 world, 0.3 s\n  more'],
    ['another line', printed.replace('1 world', '2 worlds')],
    ['a part that is printed nowhere', 'head\n...\nnowhere\n...'],
    ['parts in another order', '...\n  more\n...\n  1 world, 0.3 s\n...'],
    ['an end that is not the end', 'head\n...\n  more'],
    ['nothing', ''],
  ])('is rejected with %s', (_, page) => {
    expect(updatedTranscript(page, printed)).not.toBe(page);
  });

  it('is rewritten if all its parts are printed', () => {
    expect(updatedTranscript('old head\n...\ntail, 2.0 s', printed)).toBe('head\n...\ntail, 2.0 s');
    expect(updatedTranscript('head\n\n  more\n...\ntail, 2.0 s', printed)).toBe(
      'head\n\n  1 world, 0.3 s\n  more\n...\ntail, 2.0 s',
    );
    expect(updatedTranscript('head\n...\nnowhere', printed)).toBeUndefined();
  });
});

describe('a page', () => {
  it('has files and transcripts, in order', () => {
    const page =
      '```ts a.ts\nx\n```\n```console\n$ swarmcheck list\nraft\n$ swarmcheck show x\n```\n```sh\nnpm ci\n```\n```ts\ny\n```\n';
    expect(blocksOf(page)).toEqual([
      { kind: 'file', name: 'a.ts', text: 'x\n' },
      {
        kind: 'transcript',
        commands: [
          { command: 'swarmcheck list', prints: 'raft' },
          { command: 'swarmcheck show x', prints: '' },
        ],
        from: page.indexOf('$ swarmcheck list'),
        to: page.indexOf('```\n```sh'),
      },
    ]);
  });

  it('implies the exit code of its output', () => {
    expect(
      ['all hold', '  VIOLATED  X', 'VIOLATED  x', 'inconclusive: y', 'swarmcheck: no', 'STALE  z'].map(
        codeExpected,
      ),
    ).toEqual([0, 1, 1, 3, 2, 3]);
  });
});
