/**
 * The request to an HTTP tracker (BEP 3, "trackers"; BEP 23 for `compact`; BEP 7 for `ipv6`): the parameters of a
 * GET, which a client writes into a URL and a tracker reads from it.
 */
import { checkLength, checkUint, decodeText, encodeText, idBytes } from './bytes.ts';
import { WireError } from './decoder.ts';
import { percentDecode, percentEncode, splitQuery } from './percent.ts';

/** The parameter `event` of an announce; an announce at its interval has none. */
export type EventParameter = 'started' | 'completed' | 'stopped';

/** What a client tells a tracker. */
export interface AnnounceRequest {
  /** 20 bytes. */
  readonly infoHash: Uint8Array;
  /** 20 bytes. */
  readonly peerId: Uint8Array;
  /** The port on which the client listens. */
  readonly port: number;
  /** Bytes since `started`. */
  readonly uploaded: number;
  /** Bytes since `started`. */
  readonly downloaded: number;
  /** Bytes that are not verified yet. */
  readonly left: number;
  readonly event?: EventParameter;
  /** How many peers the client asks for; undefined leaves it to the tracker, as does a negative `numwant`. */
  readonly numWanted?: number;
  /** A secret by which the tracker knows the client at another address. */
  readonly key?: string;
  /** The id that the tracker gave in an earlier response. */
  readonly trackerId?: Uint8Array;
  /** The client's address, where it is not the one of the connection: a name, or an address (`ip`). */
  readonly address?: string;
  /** The client's other address (`ipv6`, BEP 7). */
  readonly ipv6?: string;
  /** Whether peers may come in the compact form. */
  readonly compact: boolean;
}

const events: readonly EventParameter[] = ['started', 'completed', 'stopped'];
/** The parameters whose value is a text, by field. */
const texts = { key: 'key', address: 'ip', ipv6: 'ipv6' } as const;
/** A longer request is refused, as HTTP servers do. */
const queryCharactersMax = 8_192;

/**
 * The URL of an announce: the tracker's URL, and the parameters after it or after its own ones.
 * @param tracker a URL with http or https; a fragment is left out.
 * @throws {WireError} if it is another URL, or a field does not fit.
 */
export function announceUrl(tracker: string, request: AnnounceRequest): string {
  if (!/^https?:\/\/[^/?#\s]+/i.test(tracker) || /\s/.test(tracker))
    throw new WireError(`The tracker is ${JSON.stringify(tracker)}, but must be a URL with http or https.`);
  const [base = ''] = tracker.split('#');
  const joint = !base.includes('?') ? '?' : /[?&]$/.test(base) ? '' : '&';
  return `${base}${joint}${encodeAnnounce(request)}`;
}

/**
 * The parameters of an announce as a query.
 * @throws {WireError} if a field does not fit.
 */
export function encodeAnnounce(request: AnnounceRequest): string {
  const { infoHash, peerId, port, event, numWanted } = request;
  const parameters: [string, string][] = [
    ['info_hash', percentEncode(checkLength(infoHash, idBytes, 'info-hash of the announce'))],
    ['peer_id', percentEncode(checkLength(peerId, idBytes, 'peer id of the announce'))],
    ['port', `${checkUint(port, 16, 'port of the announce')}`],
    ...(['uploaded', 'downloaded', 'left'] as const).map((name): [string, string] => [
      name,
      `${checkUint(request[name], 53, `${name} of the announce`)}`,
    ]),
    ['compact', request.compact ? '1' : '0'],
  ];
  if (event !== undefined) parameters.push(['event', event]);
  if (numWanted !== undefined)
    parameters.push(['numwant', `${checkUint(numWanted, 32, 'numWanted of the announce')}`]);
  if (request.trackerId !== undefined) parameters.push(['trackerid', percentEncode(request.trackerId)]);
  for (const [field, name] of Object.entries(texts)) {
    const text = request[field as keyof typeof texts];
    if (text !== undefined)
      parameters.push([name, percentEncode(encodeText(text, `${name} of the announce`))]);
  }
  return checkQuery(parameters.map((pair) => pair.join('=')).join('&'));
}

/**
 * Reads the parameters of an announce. Unknown ones are passed over; without `compact`, peers may come in the
 * compact form, because BEP 23 leaves that to the tracker.
 * @param query what follows '?' in the request.
 * @throws {WireError} if one is missing, comes twice, or has not its form.
 */
export function decodeAnnounce(query: string): AnnounceRequest {
  const values = new Map<string, string>();
  for (const { name, value } of splitQuery(checkQuery(query))) {
    if (values.has(name)) throw new WireError(`The announce has ${name} twice, but must have it once.`);
    values.set(name, value);
  }
  const id = (name: string) => checkLength(rawOf(values, name), idBytes, `${name} of the announce`);
  const integer = (name: string, bits: 16 | 32 | 53) => integerOf(values, name, bits);
  const event = values.get('event') || undefined;
  // Clients send -1 where any number will do, as BEP 15 has it.
  const hasCount = values.has('numwant') && !/^-\d{1,16}$/.test(values.get('numwant') ?? '');
  // The value 'empty' is the same as no event (BEP 3).
  if (event !== undefined && event !== 'empty' && !events.includes(event as EventParameter))
    throw new WireError(`The event of the announce is '${event}', but must be one of ${events.join(', ')}.`);
  return {
    infoHash: id('info_hash'),
    peerId: id('peer_id'),
    port: integer('port', 16),
    uploaded: integer('uploaded', 53),
    downloaded: integer('downloaded', 53),
    left: integer('left', 53),
    ...(event !== undefined && event !== 'empty' && { event: event as EventParameter }),
    ...(hasCount && { numWanted: integer('numwant', 32) }),
    ...(values.has('trackerid') && { trackerId: rawOf(values, 'trackerid') }),
    ...Object.fromEntries(
      Object.entries(texts)
        .filter(([, name]) => values.has(name))
        .map(([field, name]) => [field, decodeText(rawOf(values, name), `${name} of the announce`)]),
    ),
    compact: values.get('compact') !== '0',
  };
}

function rawOf(values: ReadonlyMap<string, string>, name: string): Uint8Array {
  const value = values.get(name);
  if (value === undefined) throw new WireError(`The announce has no ${name}, but must have one.`);
  return percentDecode(value, `${name} of the announce`);
}

function integerOf(values: ReadonlyMap<string, string>, name: string, bits: 16 | 32 | 53): number {
  const text = decodeText(rawOf(values, name), `${name} of the announce`);
  if (!/^\d{1,16}$/.test(text))
    throw new WireError(
      `The ${name} of the announce is ${JSON.stringify(text)}, but must be a decimal integer.`,
    );
  return checkUint(Number(text), bits, `${name} of the announce`);
}

function checkQuery(query: string): string {
  if (query.length > queryCharactersMax)
    throw new WireError(
      `The announce has ${query.length} characters, but ${queryCharactersMax} are the most.`,
    );
  return query;
}
