/**
 * The extension `ut_pex` (BEP 11): messages by which a peer tells others whom it has connected to and who left,
 * as compact peers with a byte of flags each.
 */
import { decodeBencode, encodeBencode } from './bencode.ts';
import { checkUint } from './bytes.ts';
import { WireError } from './decoder.ts';
import { dictionary, Fields } from './dictionary.ts';
import { byFamily, decodeCompact, type Endpoint, encodeCompact } from './endpoints.ts';
import { extensionLimits } from './extension.ts';
import { type WireRules, wireRules } from './rules.ts';

/** A peer that the sender connected to. */
export interface PexPeer extends Endpoint {
  /** One byte of `pexFlags`. */
  readonly flags: number;
}

/** The flags of a peer. */
export const pexFlags = {
  prefersEncryption: 0x01,
  isSeed: 0x02,
  supportsUtp: 0x04,
  supportsHolepunch: 0x08,
  isReachable: 0x10,
} as const;

/** A message of `ut_pex`. Decoded lists have IPv4 addresses before IPv6 ones. */
export interface PexMessage {
  readonly added: readonly PexPeer[];
  readonly dropped: readonly Endpoint[];
}

/** The most contacts in a list of any message. BEP 11 allows 50, and more in the first message. */
const pexFirstContactsMax = 500;

/**
 * Decodes the payload of an extended message.
 * @throws {WireError} if a list has not the form of compact peers, or flags are not as many as peers.
 */
export function decodePex(payload: Uint8Array, rules: WireRules = wireRules): PexMessage {
  const fields = new Fields(decodeBencode(payload, extensionLimits), 'ut_pex message');
  const peers = (key: string, family: 4 | 6) =>
    fields.has(key) ? decodeCompact(fields.bytes(key), family, `${key} of the ut_pex message`, rules) : [];
  const added = (key: string, family: 4 | 6): PexPeer[] => {
    const endpoints = peers(key, family);
    const flags = fields.has(`${key}.f`) ? fields.bytes(`${key}.f`) : new Uint8Array(endpoints.length);
    if (flags.length !== endpoints.length)
      throw fields.wrong(`${key}.f`, `has ${flags.length} bytes`, `must have ${endpoints.length}`);
    return endpoints.map((endpoint, at) => ({ ...endpoint, flags: flags[at] as number }));
  };
  return {
    added: checkCount([...added('added', 4), ...added('added6', 6)], 'added'),
    dropped: checkCount([...peers('dropped', 4), ...peers('dropped6', 6)], 'dropped'),
  };
}

/**
 * Encodes the payload of an extended message.
 * @throws {WireError} if an address is none, a port or a byte of flags is none, or a list is too long.
 */
export function encodePex({ added, dropped }: PexMessage): Uint8Array {
  const [come, gone] = [
    byFamily(checkCount(added, 'added'), 'added'),
    byFamily(checkCount(dropped, 'dropped'), 'dropped'),
  ];
  return encodeBencode(
    dictionary({
      added: encodeCompact(come.v4, 4, 'added'),
      'added.f': flagsOf(come.v4),
      added6: encodeCompact(come.v6, 6, 'added6'),
      'added6.f': flagsOf(come.v6),
      dropped: encodeCompact(gone.v4, 4, 'dropped'),
      dropped6: encodeCompact(gone.v6, 6, 'dropped6'),
    }),
  );
}

function flagsOf(peers: readonly PexPeer[]): Uint8Array {
  return Uint8Array.from(peers, ({ flags, address }) => checkUint(flags, 8, `flags of ${address}`));
}

function checkCount<E>(contacts: readonly E[], what: string): readonly E[] {
  if (contacts.length > pexFirstContactsMax)
    throw new WireError(
      `The ${what} of the ut_pex message has ${contacts.length} contacts, but ${pexFirstContactsMax} are the most.`,
    );
  return contacts;
}
