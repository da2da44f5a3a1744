/**
 * The extension handshake (BEP 10, "handshake message"): the dictionary in an extended message with id 0. It
 * tells which extension messages a peer understands, and by which ids they are to be sent to it.
 */
import { type BencodeLimits, decodeBencode, encodeBencode } from './bencode.ts';
import { checkLength, checkUint } from './bytes.ts';
import { WireError } from './decoder.ts';
import { dictionary, Fields, optionalText } from './dictionary.ts';

/** The content of an extension handshake; each field but `ids` may be missing. */
export interface ExtensionHandshake {
  /** The id of each extension message by name, sorted by name; 0 turns an extension off. */
  readonly ids: readonly { readonly name: string; readonly id: number }[];
  /** `v`: name and version of the client. */
  readonly client?: string;
  /** `p`: the port on which the sender listens. */
  readonly port?: number;
  /** `reqq`: how many requests the sender keeps without dropping any. */
  readonly requestsMax?: number;
  /** `metadata_size`: the length of the info dictionary in bytes (BEP 9). */
  readonly metadataBytes?: number;
  /** `yourip`: the receiver's address as the sender sees it, 4 or 16 bytes. */
  readonly yourAddress?: Uint8Array;
  /** `ipv4`: 4 bytes. */
  readonly ipv4?: Uint8Array;
  /** `ipv6`: 16 bytes. */
  readonly ipv6?: Uint8Array;
}

/** Limits of the dictionaries in extended messages. */
export const extensionLimits: BencodeLimits = {
  bytesMax: 32_768,
  depthMax: 4,
  valuesMax: 1_000,
  digitsMax: 20,
};

/**
 * Decodes the payload of an extended message with id 0.
 * @throws {WireError} if it is no dictionary, or a known field has not its type.
 */
export function decodeExtensionHandshake(payload: Uint8Array): ExtensionHandshake {
  const fields = new Fields(decodeBencode(payload, extensionLimits), 'extension handshake');
  return {
    ids: fields.has('m') ? decodeIds(fields) : [],
    ...fields.optional('client', 'v', (key) => fields.text(key)),
    ...fields.optional('port', 'p', (key) => fields.integer(key, 0, 0xffff)),
    ...fields.optional('requestsMax', 'reqq', (key) => fields.integer(key)),
    ...fields.optional('metadataBytes', 'metadata_size', (key) => fields.integer(key)),
    ...fields.optional('yourAddress', 'yourip', (key) => checkAddress(fields.bytes(key), key)),
    ...fields.optional('ipv4', 'ipv4', (key) => checkLength(fields.bytes(key), 4, key)),
    ...fields.optional('ipv6', 'ipv6', (key) => checkLength(fields.bytes(key), 16, key)),
  };
}

function decodeIds(fields: Fields): ExtensionHandshake['ids'] {
  const inner = fields.dictionary('m');
  return checkIds(inner.keys().map((name) => ({ name, id: inner.integer(name, 0, 0xff) })));
}

/**
 * Encodes the payload of an extended message with id 0.
 * @throws {WireError} if a field does not fit.
 */
export function encodeExtensionHandshake(handshake: ExtensionHandshake): Uint8Array {
  const { client, port, requestsMax, metadataBytes, yourAddress, ipv4, ipv6 } = handshake;
  const entries = checkIds(handshake.ids).map(({ name, id }) => ({
    key: name,
    value: checkUint(id, 8, `id of ${name}`),
  }));
  return encodeBencode(
    dictionary({
      m: { entries },
      v: optionalText(client, 'client of the extension handshake'),
      p: port === undefined ? undefined : checkUint(port, 16, 'port of the extension handshake'),
      reqq: requestsMax === undefined ? undefined : checkUint(requestsMax, 53, 'reqq'),
      metadata_size: metadataBytes === undefined ? undefined : checkUint(metadataBytes, 53, 'metadata_size'),
      yourip: yourAddress && checkAddress(yourAddress, 'yourip'),
      ipv4: ipv4 && checkLength(ipv4, 4, 'ipv4'),
      ipv6: ipv6 && checkLength(ipv6, 16, 'ipv6'),
    }),
  );
}

/** BEP 10: no two extension messages share an id, unless it is 0. */
function checkIds(ids: ExtensionHandshake['ids']): ExtensionHandshake['ids'] {
  const used = ids.filter(({ id }) => id !== 0);
  if (new Set(used.map(({ id }) => id)).size < used.length)
    throw new WireError('The m of the extension handshake has an id twice, but ids must be different.');
  return ids;
}

function checkAddress(bytes: Uint8Array, what: string): Uint8Array {
  if (bytes.length !== 4 && bytes.length !== 16)
    throw new WireError(`The ${what} has ${bytes.length} bytes, but must have 4 or 16.`);
  return bytes;
}
