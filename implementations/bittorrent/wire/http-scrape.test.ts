/** Tests the scrape of an HTTP tracker, and `retry in` of its failures. */
import { describe, expect, it } from 'vitest';
import { fromByteString, toByteString } from './bytes.ts';
import { WireError } from './decoder.ts';
import {
  decodeScrape,
  decodeScrapeResponse,
  encodeScrape,
  encodeScrapeResponse,
  type ScrapeResponse,
  scrapeUrl,
} from './http-scrape.ts';
import { decodeResponse, encodeResponse } from './http-tracker.ts';

const latin1 = (text: string) => fromByteString(text, 'text');
const [a, b] = [0x41, 0xff].map((byte) => new Uint8Array(20).fill(byte)) as [Uint8Array, Uint8Array];

describe('the URL of a scrape', () => {
  // BEP 48: only what follows the last slash counts.
  it.each([
    ['http://x.org/announce', 'http://x.org/scrape'],
    ['http://x.org/x/announce', 'http://x.org/x/scrape'],
    ['http://x.org/announce.php', 'http://x.org/scrape.php'],
    ['http://x.org/announce?x2%0644', 'http://x.org/scrape?x2%0644'],
    ['http://x.org/a', undefined],
    ['http://x.org/announce?x=2/4', 'http://x.org/scrape?x=2/4'],
    ['http://x.org/x?/announce', undefined],
    ['http://x.org/announce#top', 'http://x.org/scrape'],
    ['http://x.org/announce?x=1#a?b/announce', 'http://x.org/scrape?x=1'],
    ['http://x.org/x%064announce', undefined],
    ['http://announce', undefined],
  ])('of %s is %s', (announce, url) => {
    expect(scrapeUrl(announce, [])).toBe(url);
  });

  it('has a parameter for each torrent, after those of the tracker', () => {
    const hash = `info_hash=${'A'.repeat(20)}`;
    expect(scrapeUrl('http://x.org/announce', [a, a])).toBe(`http://x.org/scrape?${hash}&${hash}`);
    expect(scrapeUrl('http://x.org/announce?key=1', [a])).toBe(`http://x.org/scrape?key=1&${hash}`);
    expect(scrapeUrl('http://x.org/announce?', [a])).toBe(`http://x.org/scrape?${hash}`);
    expect(decodeScrape(`key=1&${encodeScrape([a, b])}`)).toEqual([a, b]);
  });

  it('has hashes of 20 bytes, and at most 100', () => {
    expect(() => encodeScrape([new Uint8Array(19)])).toThrow(
      'The info-hash of the scrape has 19 bytes, but must have 20.',
    );
    expect(() => decodeScrape('info_hash=abc')).toThrow('has 3 bytes, but must have 20.');
    expect(() => encodeScrape(new Array<Uint8Array>(101).fill(a))).toThrow(
      'The scrape has 101 hashes, but 100 are the most.',
    );
  });
});

describe('the response to a scrape', () => {
  const counts = { seeders: 1, completed: 2, leechers: 3 };
  const numbers = 'd8:completei1e10:downloadedi2e10:incompletei3ee';

  it('has the numbers of each torrent, by its hash', () => {
    const text = `d5:filesd20:${'A'.repeat(20)}${numbers}20:${'\xff'.repeat(20)}${numbers}ee`;
    const response: ScrapeResponse = {
      type: 'Scrape',
      files: [a, b].map((infoHash) => ({ infoHash, counts })),
    };
    expect(decodeScrapeResponse(latin1(text))).toEqual(response);
    expect(toByteString(encodeScrapeResponse(response))).toBe(text);
  });

  it('may have the shortest time between two scrapes', () => {
    const text = 'd5:filesde5:flagsd20:min_request_intervali900eee';
    expect(decodeScrapeResponse(latin1(text))).toEqual({ type: 'Scrape', files: [], minInterval: 900 });
  });

  it.each([
    ['de', 'The response to the scrape has no files, but must have one.'],
    ['d5:filesd3:abcdeee', 'The key of the files has 3 bytes, but must have 20.'],
    [
      `d5:filesd20:${'A'.repeat(20)}deee`,
      `The torrent ${'41'.repeat(20)} of the response to the scrape has no complete, but must have one.`,
    ],
  ])('is refused: %s', (text, message) => {
    expect(() => decodeScrapeResponse(latin1(text))).toThrow(WireError);
    expect(() => decodeScrapeResponse(latin1(text))).toThrow(message);
  });

  it('has each torrent once', () => {
    const twice = [a, a].map((infoHash) => ({ infoHash, counts }));
    expect(() => encodeScrapeResponse({ type: 'Scrape', files: twice })).toThrow('has a torrent twice');
  });
});

describe('a failure', () => {
  // BEP 31: minutes, or the word never.
  it.each([
    ['d14:failure reason4:busy8:retry ini5ee', { reason: 'busy', retryIn: 5 }],
    ['d14:failure reason4:busy8:retry in5:nevere', { reason: 'busy', retryIn: 'never' as const }],
    ['d14:failure reason4:busye', { reason: 'busy' }],
  ])('says when to retry: %s', (text, fields) => {
    const failure = { type: 'Failure' as const, ...fields };
    expect(decodeResponse(latin1(text))).toEqual(failure);
    expect(toByteString(encodeResponse(failure))).toBe(text);
  });

  it('may have texts that are not UTF-8, and peers without a port, which are left out', () => {
    expect(decodeResponse(latin1('d14:failure reason4:b\xfcsye'))).toEqual({
      ...{ type: 'Failure', reason: 'b\ufffdsy' },
    });
    const peers = `12:${'\x7f\0\0\x01\0\0'}${'\x7f\0\0\x02\0\x09'}`;
    expect(
      decodeResponse(latin1(`d8:intervali9e5:peers${peers}10:tracker id2:\xff\xfe15:warning message1:\xffe`)),
    ).toEqual({
      ...{ type: 'Peers', interval: 9, form: 'compact', warning: '\ufffd' },
      trackerId: Uint8Array.of(0xff, 0xfe),
      peers: [{ address: '127.0.0.2', port: 9 }],
    });
  });

  it('says nothing else of it', () => {
    expect(() => decodeResponse(latin1('d14:failure reason4:busy8:retry in4:latee'))).toThrow(
      "The retry in of the response is 'late', but must be an integer or 'never'.",
    );
    expect(() => decodeResponse(latin1('d14:failure reason4:busy8:retry ini-1ee'))).toThrow('is -1');
  });
});
