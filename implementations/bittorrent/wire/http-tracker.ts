/**
 * The response of an HTTP tracker (BEP 3, "trackers"; BEP 23 and BEP 7 for compact peers; BEP 31 for
 * `retry in`): a bencoded dictionary with peers, or with the reason of a failure.
 */
import {
  type BencodeDictionary,
  type BencodeLimits,
  type Decoded,
  decodeBencode,
  encodeBencode,
} from './bencode.ts';
import { checkLength, checkUint, encodeText, idBytes } from './bytes.ts';
import { WireError } from './decoder.ts';
import { dictionary, Fields, isList, optionalText } from './dictionary.ts';
import { byFamily, decodeCompact, type Endpoint, encodeCompact, listens } from './endpoints.ts';
import { type WireRules, wireRules } from './rules.ts';

/** A peer of a response: its address may be the name of a host, if peers are dictionaries. */
export interface TrackerPeer extends Endpoint {
  /** 20 bytes. */
  readonly peerId?: Uint8Array;
}

/** The response to an announce. */
export type AnnounceResponse =
  | {
      readonly type: 'Failure';
      readonly reason: string;
      /** Minutes until the next try, or never (BEP 31). */
      readonly retryIn?: number | 'never';
    }
  | {
      readonly type: 'Peers';
      /** Seconds until the next announce. */
      readonly interval: number;
      /** Seconds before which no announce may come. */
      readonly minInterval?: number;
      readonly warning?: string;
      /** Bytes that the tracker wants back. */
      readonly trackerId?: Uint8Array;
      /** The number of seeds. */
      readonly complete?: number;
      /** The number of other peers. */
      readonly incomplete?: number;
      /** How peers are encoded. Compact ones have no id, and IPv4 addresses come first. */
      readonly form: 'compact' | 'dictionaries';
      readonly peers: readonly TrackerPeer[];
    };

/** Limits of a response: 50 peers are usual, and some trackers send hundreds. */
export const responseLimits: BencodeLimits = {
  bytesMax: 1_048_576,
  depthMax: 4,
  valuesMax: 50_000,
  digitsMax: 20,
};

/**
 * Decodes the body of a response. Texts for people may have bytes that are not UTF-8, and a peer without a
 * port is left out.
 * @throws {WireError} if it is no strict bencode, or a known field has not its form.
 */
export function decodeResponse(body: Uint8Array, rules: WireRules = wireRules): AnnounceResponse {
  const fields = new Fields(decodeBencode(body, responseLimits), 'response');
  // BEP 3: if there is a failure reason, no other key counts; BEP 31 adds one.
  if (fields.has('failure reason'))
    return {
      type: 'Failure',
      reason: fields.lenientText('failure reason'),
      ...fields.optional('retryIn', 'retry in', (key) => retryIn(fields, key)),
    };
  const form = fields.has('peers') && isList(fields.value('peers')) ? 'dictionaries' : 'compact';
  return {
    type: 'Peers',
    interval: fields.integer('interval'),
    ...fields.optional('minInterval', 'min interval', (key) => fields.integer(key)),
    ...fields.optional('warning', 'warning message', (key) => fields.lenientText(key)),
    ...fields.optional('trackerId', 'tracker id', (key) => fields.bytes(key)),
    ...fields.optional('complete', 'complete', (key) => fields.integer(key)),
    ...fields.optional('incomplete', 'incomplete', (key) => fields.integer(key)),
    form,
    peers: peersOf(fields, form, rules),
  };
}

function retryIn(fields: Fields, key: string): number | 'never' {
  if (!(fields.value(key) instanceof Uint8Array)) return fields.integer(key);
  const text = fields.text(key);
  if (text === 'never') return text;
  throw fields.wrong(key, `is '${text}'`, "must be an integer or 'never'");
}

function peersOf(fields: Fields, form: 'compact' | 'dictionaries', rules: WireRules): TrackerPeer[] {
  if (!fields.has('peers') && !fields.has('peers6'))
    throw new WireError('The response has neither peers nor peers6, but must have one.');
  const v6 = fields.has('peers6')
    ? decodeCompact(fields.bytes('peers6'), 6, 'peers6 of the response', rules)
    : [];
  if (!fields.has('peers')) return v6.filter(listens);
  const peers =
    form === 'dictionaries'
      ? fields.list('peers').map(peerOf)
      : decodeCompact(fields.bytes('peers'), 4, 'peers of the response', rules);
  return [...peers, ...v6].filter(listens);
}

function peerOf(value: Decoded, at: number): TrackerPeer {
  const fields = new Fields(value, `dictionary of peer ${at + 1}`);
  const id = (key: string) => checkLength(fields.bytes(key), idBytes, `${key} of peer ${at + 1}`);
  return {
    address: fields.text('ip'),
    port: fields.integer('port', 0, 0xffff),
    ...fields.optional('peerId', 'peer id', id),
  };
}

/**
 * Encodes the body of a response.
 * @throws {WireError} if a field does not fit, or a compact peer has an id or no address.
 */
export function encodeResponse(response: AnnounceResponse): Uint8Array {
  if (response.type === 'Failure')
    return encodeBencode(
      dictionary({
        'failure reason': encodeText(response.reason, 'reason of the failure'),
        'retry in': encodeRetryIn(response.retryIn),
      }),
    );
  const { interval, minInterval, warning, trackerId, complete, incomplete, form, peers } = response;
  const uint = (value: number | undefined, what: string) =>
    value === undefined ? undefined : checkUint(value, 53, `${what} of the response`);
  return encodeBencode(
    dictionary({
      interval: uint(interval, 'interval'),
      'min interval': uint(minInterval, 'min interval'),
      'warning message': optionalText(warning, 'warning of the response'),
      'tracker id': trackerId,
      complete: uint(complete, 'complete'),
      incomplete: uint(incomplete, 'incomplete'),
      ...(form === 'compact' ? compactPeers(peers) : { peers: peers.map(peerDictionary) }),
    }),
  );
}

function encodeRetryIn(retryIn: number | 'never' | undefined): number | Uint8Array | undefined {
  if (retryIn === 'never') return encodeText(retryIn, 'retry in of the failure');
  return retryIn === undefined ? undefined : checkUint(retryIn, 53, 'retry in of the failure');
}

function compactPeers(peers: readonly TrackerPeer[]): { peers: Uint8Array; peers6?: Uint8Array } {
  if (peers.some(({ peerId }) => peerId !== undefined))
    throw new WireError('The compact peers of the response have an id, but must have none.');
  const { v4, v6 } = byFamily(peers, 'peers of the response');
  return {
    peers: encodeCompact(v4, 4, 'peers of the response'),
    ...(v6.length > 0 && { peers6: encodeCompact(v6, 6, 'peers6 of the response') }),
  };
}

function peerDictionary({ address, port, peerId }: TrackerPeer): BencodeDictionary {
  return dictionary({
    ip: encodeText(address, 'address of a peer'),
    port: checkUint(port, 16, `port of ${address}`),
    'peer id': peerId && checkLength(peerId, idBytes, `id of ${address}`),
  });
}
