/**
 * Magnet links (BEP 9, "magnet URI format"): the info-hash of a torrent, its name and its trackers in one link.
 * Other parameters, such as `xs` and the hash of version 2, are passed over.
 */
import { checkLength, idBytes, toHex } from './bytes.ts';
import { WireError } from './decoder.ts';
import { percentDecodeText, percentEncodeText, splitQuery } from './percent.ts';

/** The content of a magnet link. */
export interface Magnet {
  /** 20 bytes (`xt`). */
  readonly infoHash: Uint8Array;
  /** A name to show before the metadata is there (`dn`). */
  readonly name?: string;
  /** URLs of trackers (`tr`). */
  readonly trackers: readonly string[];
}

/** A longer link is refused. */
const linkCharactersMax = 65_536;
const scheme = 'magnet:?';
const topic = 'urn:btih:';
/** RFC 4648, section 6. */
const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * Decodes a magnet link. The info-hash has 40 hexadecimal digits, or 32 of base 32.
 * @throws {WireError} if it is no magnet link with one info-hash of version 1.
 */
export function decodeMagnet(link: string): Magnet {
  if (link.length > linkCharactersMax)
    throw new WireError(
      `The magnet link has ${link.length} characters, but ${linkCharactersMax} are the most.`,
    );
  if (!link.toLowerCase().startsWith(scheme))
    throw new WireError(
      `The magnet link starts with ${JSON.stringify(link.slice(0, 8))}, but must start with '${scheme}'.`,
    );
  const parameters = splitQuery(link.slice(scheme.length));
  // A name with a number, such as 'tr.1', is one of several of that name.
  const all = (name: string) =>
    parameters.filter((parameter) => parameter.name.replace(/\.\d+$/, '') === name).map(({ value }) => value);
  const [shown] = all('dn');
  return {
    infoHash: infoHashIn(all('xt')),
    // Clients write a blank in a name as '+', as forms do.
    ...(shown !== undefined && {
      name: percentDecodeText(shown.replaceAll('+', ' '), 'dn of the magnet link'),
    }),
    trackers: all('tr').map((url) => percentDecodeText(url, 'tr of the magnet link')),
  };
}

/** The hash in the topics of a link: the same one each time, if there are several. */
function infoHashIn(topics: readonly string[]): Uint8Array {
  const hashes = topics
    .map((encoded) => percentDecodeText(encoded, 'xt of the magnet link'))
    .filter((text) => text.toLowerCase().startsWith(topic))
    .map((text) => decodeHash(text.slice(topic.length)));
  const [first] = hashes;
  if (first === undefined)
    throw new WireError(`The magnet link has no xt with '${topic}', but must have one.`);
  if (hashes.some((hash) => toHex(hash) !== toHex(first)))
    throw new WireError(`The magnet link has two different '${topic}', but must name one torrent.`);
  return first;
}

function decodeHash(text: string): Uint8Array {
  if (/^[0-9a-f]{40}$/i.test(text))
    return Uint8Array.from({ length: idBytes }, (_, at) =>
      Number.parseInt(text.slice(2 * at, 2 * at + 2), 16),
    );
  if (/^[a-z2-7]{32}$/i.test(text)) return decodeBase32(text.toUpperCase());
  throw new WireError(
    `The info-hash of the magnet link is ${JSON.stringify(text.slice(0, 64))}, but must have 40 hexadecimal digits or 32 of base 32.`,
  );
}

/** 32 digits of 5 bits are 20 bytes, without a rest. */
function decodeBase32(text: string): Uint8Array {
  const bytes: number[] = [];
  let bits = 0;
  let count = 0;
  for (const digit of text) {
    bits = ((bits << 5) | base32.indexOf(digit)) & 0xfff;
    count += 5;
    if (count < 8) continue;
    count -= 8;
    bytes.push((bits >>> count) & 0xff);
  }
  return Uint8Array.from(bytes);
}

/**
 * Encodes a magnet link, its info-hash in hexadecimal digits.
 * @throws {WireError} if the info-hash has not 20 bytes, a text has a lone surrogate, or the link is too long.
 */
export function encodeMagnet({ infoHash, name, trackers }: Magnet): string {
  const hash = toHex(checkLength(infoHash, idBytes, 'info-hash of the magnet link'));
  const shown = name === undefined ? '' : `&dn=${percentEncodeText(name, 'name of the magnet link')}`;
  const urls = trackers.map((url) => `&tr=${percentEncodeText(url, 'tracker of the magnet link')}`);
  const link = `${scheme}xt=${topic}${hash}${shown}${urls.join('')}`;
  if (link.length > linkCharactersMax)
    throw new WireError(
      `The magnet link has ${link.length} characters, but ${linkCharactersMax} are the most.`,
    );
  return link;
}
