/**
 * The metainfo file, `.torrent` (BEP 3, "metainfo files"; BEP 12 for `announce-list`): the trackers and the info
 * dictionary. The info dictionary is kept as the bytes that came, because the info-hash is computed of them.
 */
import { type BencodeLimits, bencodeLimits, decodeBencode, encodeBencode } from './bencode.ts';
import { checkLength, concat, decodeText, encodeText, idBytes } from './bytes.ts';
import { WireError } from './decoder.ts';
import { dictionary, Fields, isList, optionalText } from './dictionary.ts';
import { decodeInfo, encodeInfo, type Info, infoOf } from './info.ts';
import { type WireRules, wireRules } from './rules.ts';

/** The content of a metainfo file, without the fields that are for people. */
export interface Metainfo {
  /** The URL of the tracker. */
  readonly announce?: string;
  /** URLs of trackers in tiers; it replaces `announce` if it is there (BEP 12). */
  readonly tiers: readonly (readonly string[])[];
  /** The info dictionary as it came: the info-hash is its SHA-1. */
  readonly infoBytes: Uint8Array;
}

/** Computes the SHA-1 of bytes, 20 bytes. */
export type Sha1 = (bytes: Uint8Array) => Uint8Array;

/**
 * Decodes a metainfo file.
 * @throws {WireError} if it is no strict bencode, a known field has not its type, or its info is refused.
 */
export function decodeMetainfo(
  bytes: Uint8Array,
  rules: WireRules = wireRules,
  limits: BencodeLimits = bencodeLimits,
): Metainfo & { readonly info: Info } {
  const fields = new Fields(decodeBencode(bytes, limits), 'metainfo file');
  const entry = fields.entry('info');
  if (entry === undefined) throw new WireError('The metainfo file has no info, but must have one.');
  const info = infoOf(entry.value);
  return {
    ...fields.optional('announce', 'announce', (key) => fields.text(key)),
    tiers: fields.has('announce-list') ? tiersOf(fields) : [],
    infoBytes: rules.infoBytes(bytes, entry.start, entry.end, () => encodeInfo(info)),
    info,
  };
}

function tiersOf(fields: Fields): string[][] {
  return fields.list('announce-list').map((tier) => {
    if (!isList(tier)) throw fields.wrong('announce-list', 'has a tier that is no list', 'must have lists');
    return tier.map((url) => {
      if (url instanceof Uint8Array) return decodeText(url, 'URL in the announce-list');
      throw fields.wrong('announce-list', 'has a URL that is no string', 'must have strings');
    });
  });
}

/**
 * Encodes a metainfo file around the bytes of an info dictionary, which stay as they are.
 * @throws {WireError} if these bytes are no info dictionary.
 */
export function encodeMetainfo({ announce, tiers, infoBytes }: Metainfo): Uint8Array {
  decodeInfo(infoBytes);
  const url = (text: string) => encodeText(text, 'URL of a tracker');
  const before = encodeBencode(
    dictionary({
      announce: optionalText(announce, 'announce of the metainfo file'),
      'announce-list': tiers.length === 0 ? undefined : tiers.map((tier) => tier.map(url)),
    }),
  );
  // The info sorts after both keys, so it goes between them and the end of the dictionary.
  return concat([before.subarray(0, -1), encodeText('4:info', 'key'), infoBytes, before.subarray(-1)]);
}

/**
 * The info-hash: 20 bytes that name a torrent.
 * @throws {WireError} if `sha1` returns another number of bytes.
 */
export function infoHashOf({ infoBytes }: Pick<Metainfo, 'infoBytes'>, sha1: Sha1): Uint8Array {
  return checkLength(sha1(infoBytes), idBytes, 'SHA-1 of the info dictionary');
}

/** The tiers in which trackers are to be asked (BEP 12): those of the list, or the one tracker. */
export function trackersOf({ announce, tiers }: Metainfo): readonly (readonly string[])[] {
  if (tiers.length > 0) return tiers;
  return announce === undefined ? [] : [[announce]];
}
