/**
 * The scrape of an HTTP tracker (BEP 48): its URL, which a client makes of the announce URL, its query, and the
 * response, a bencoded dictionary with the numbers of each torrent.
 */
import { decodeBencode, encodeBencode } from './bencode.ts';
import { checkLength, checkUint, encodeText, fromByteString, idBytes, toByteString, toHex } from './bytes.ts';
import { WireError } from './decoder.ts';
import { dictionary, Fields, optionalText } from './dictionary.ts';
import { responseLimits } from './http-tracker.ts';
import { percentDecode, percentEncode, splitQuery } from './percent.ts';
import type { ScrapeCounts } from './udp-tracker.ts';

/** The numbers of one torrent. */
export interface ScrapedFile {
  /** 20 bytes. */
  readonly infoHash: Uint8Array;
  readonly counts: ScrapeCounts;
  readonly name?: string;
}

/** The response to a scrape. */
export type ScrapeResponse =
  | { readonly type: 'Failure'; readonly reason: string }
  | {
      readonly type: 'Scrape';
      /** Each torrent once; they are encoded in the order of their hashes. */
      readonly files: readonly ScrapedFile[];
      /** Seconds before which no scrape may come. */
      readonly minInterval?: number;
    };

/** A request for more torrents is refused. */
const hashesMax = 100;

/**
 * The URL for a scrape: `announce` after the last slash of the announce URL's path is replaced, and a fragment
 * is left out. Undefined where there is another text: then the tracker has no scrape.
 * @param announce the URL of the tracker, as the metainfo file has it.
 * @throws {WireError} as `encodeScrape`.
 */
export function scrapeUrl(announce: string, infoHashes: readonly Uint8Array[]): string | undefined {
  const [base = ''] = announce.split('#');
  const [path = ''] = base.split('?');
  const start = path.lastIndexOf('/') + 1;
  if (!path.startsWith('announce', start) || path.startsWith('//', start - 2)) return undefined;
  const url = `${base.slice(0, start)}scrape${base.slice(start + 'announce'.length)}`;
  const query = encodeScrape(infoHashes);
  if (query === '') return url;
  const joint = !url.includes('?') ? '?' : /[?&]$/.test(url) ? '' : '&';
  return `${url}${joint}${query}`;
}

/**
 * The query of a scrape; without hashes a tracker gives all its torrents.
 * @throws {WireError} if a hash has not 20 bytes, or there are too many.
 */
export function encodeScrape(infoHashes: readonly Uint8Array[]): string {
  checkCount(infoHashes.length);
  return infoHashes
    .map((hash) => `info_hash=${percentEncode(checkLength(hash, idBytes, 'info-hash of the scrape'))}`)
    .join('&');
}

/**
 * Reads the query of a scrape; other parameters are passed over.
 * @throws {WireError} if a hash has not 20 bytes, or there are too many.
 */
export function decodeScrape(query: string): readonly Uint8Array[] {
  const hashes = splitQuery(query).filter(({ name }) => name === 'info_hash');
  checkCount(hashes.length);
  return hashes.map(({ value }) =>
    checkLength(percentDecode(value, 'info_hash of the scrape'), idBytes, 'info_hash of the scrape'),
  );
}

function checkCount(count: number): void {
  if (count > hashesMax)
    throw new WireError(`The scrape has ${count} hashes, but ${hashesMax} are the most.`);
}

/**
 * Decodes the body of a response.
 * @throws {WireError} if it is no strict bencode, or a known field has not its form.
 */
export function decodeScrapeResponse(body: Uint8Array): ScrapeResponse {
  const fields = new Fields(decodeBencode(body, responseLimits), 'response to the scrape');
  if (fields.has('failure reason')) return { type: 'Failure', reason: fields.lenientText('failure reason') };
  const files = fields.dictionary('files');
  return {
    type: 'Scrape',
    files: files.keys().map((key) => fileOf(files, key)),
    ...(fields.has('flags') && minIntervalOf(fields.dictionary('flags'))),
  };
}

function minIntervalOf(flags: Fields): { readonly minInterval?: number } {
  return flags.optional('minInterval', 'min_request_interval', (key) => flags.integer(key));
}

function fileOf(files: Fields, key: string): ScrapedFile {
  const infoHash = checkLength(fromByteString(key, 'key of the files'), idBytes, 'key of the files');
  const fields = new Fields(files.value(key), `torrent ${toHex(infoHash)} of the response to the scrape`);
  return {
    infoHash,
    counts: {
      seeders: fields.integer('complete'),
      completed: fields.integer('downloaded'),
      leechers: fields.integer('incomplete'),
    },
    ...fields.optional('name', 'name', (name) => fields.lenientText(name)),
  };
}

/**
 * Encodes the body of a response.
 * @throws {WireError} if a field does not fit, or a torrent is there twice.
 */
export function encodeScrapeResponse(response: ScrapeResponse): Uint8Array {
  if (response.type === 'Failure')
    return encodeBencode(
      dictionary({ 'failure reason': encodeText(response.reason, 'reason of the failure') }),
    );
  const files = response.files.map(({ infoHash, counts: { seeders, completed, leechers }, name }) => [
    toByteString(checkLength(infoHash, idBytes, 'info-hash of the response to the scrape')),
    dictionary({
      complete: checkUint(seeders, 53, 'complete of a torrent'),
      downloaded: checkUint(completed, 53, 'downloaded of a torrent'),
      incomplete: checkUint(leechers, 53, 'incomplete of a torrent'),
      name: optionalText(name, 'name of a torrent'),
    }),
  ]);
  if (new Set(files.map(([key]) => key)).size < files.length)
    throw new WireError('The response to the scrape has a torrent twice, but must have it once.');
  const { minInterval } = response;
  return encodeBencode(
    dictionary({
      files: dictionary(Object.fromEntries(files)),
      flags:
        minInterval === undefined
          ? undefined
          : dictionary({
              min_request_interval: checkUint(minInterval, 53, 'min_request_interval of the response'),
            }),
    }),
  );
}
