/**
 * Addresses with ports, and their compact form: 4 or 16 bytes of address and 2 of port (BEP 23 for IPv4, BEP 7
 * for IPv6). Addresses are text: dotted decimal, or the form of RFC 5952.
 */
import { checkUint, readUint16, writeUint16 } from './bytes.ts';
import { WireError } from './decoder.ts';
import { type WireRules, wireRules } from './rules.ts';

/** Where a node listens. */
export interface Endpoint {
  /** An IPv4 address in dotted form, or an IPv6 address without brackets and zone. */
  readonly address: string;
  /** From 0 to 65,535. */
  readonly port: number;
}

/** The version of the Internet protocol. */
export type Family = 4 | 6;

const addressBytes = { 4: 4, 6: 16 } as const;

/** The length of a compact peer. */
export function compactBytes(family: Family): number {
  return addressBytes[family] + 2;
}

/** The text of an address of 4 or 16 bytes. */
export function formatAddress(bytes: Uint8Array): string {
  if (bytes.length === addressBytes[4]) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, at) => readUint16(bytes, 2 * at).toString(16));
  const zeros = longestZeros(groups);
  if (zeros.length < 2) return groups.join(':');
  const before = groups.slice(0, zeros.start).join(':');
  return `${before}::${groups.slice(zeros.start + zeros.length).join(':')}`;
}

/** The first of the longest runs of zero groups (RFC 5952, sections 4.2.2 and 4.2.3). */
function longestZeros(groups: readonly string[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let length = 0;
  for (const [at, group] of groups.entries()) {
    length = group === '0' ? length + 1 : 0;
    if (length > best.length) best = { start: at - length + 1, length };
  }
  return best;
}

/** The 4 or 16 bytes that a text names (RFC 4291, section 2.2, for IPv6); undefined if it names no address. */
export function parseAddress(text: string): Uint8Array | undefined {
  return text.includes(':') ? parseV6(text) : parseV4(text);
}

function parseV4(text: string): Uint8Array | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1);
  // A leading zero means octal to some readers.
  if (parts === undefined || parts.some((part) => Number(part) > 255 || /^0\d/.test(part))) return undefined;
  return Uint8Array.from(parts, Number);
}

function parseV6(text: string): Uint8Array | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [before, after] = [
    groupsOf(halves[0] as string, halves.length === 1),
    groupsOf(halves[1] ?? '', true),
  ];
  if (before === undefined || after === undefined) return undefined;
  const missing = 16 - before.length - after.length;
  // A '::' replaces one group at least, and without it none may be missing.
  if (halves.length === 2 ? missing < 2 : missing !== 0) return undefined;
  return Uint8Array.from([...before, ...new Array<number>(missing).fill(0), ...after]);
}

/** The bytes of groups between colons. The last one may be an IPv4 address if the whole text ends with it. */
function groupsOf(text: string, isEnd: boolean): number[] | undefined {
  if (text === '') return [];
  const bytes: number[] = [];
  const groups = text.split(':');
  for (const [at, group] of groups.entries()) {
    const v4 = isEnd && at === groups.length - 1 ? parseV4(group) : undefined;
    if (v4 !== undefined) bytes.push(...v4);
    else if (/^[0-9a-f]{1,4}$/i.test(group))
      bytes.push(Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255);
    else return undefined;
  }
  return bytes;
}

/** The family of an address; undefined if the text names no address. */
export function familyOf(address: string): Family | undefined {
  const bytes = parseAddress(address);
  return bytes === undefined ? undefined : bytes.length === addressBytes[4] ? 4 : 6;
}

/**
 * Decodes compact peers.
 * @throws {WireError} if the length is no multiple of a peer's; `what` names the field.
 */
export function decodeCompact(
  bytes: Uint8Array,
  family: Family,
  what: string,
  rules: WireRules = wireRules,
): Endpoint[] {
  const length = compactBytes(family);
  if (bytes.length % length !== 0)
    throw new WireError(`The ${what} has ${bytes.length} bytes, but must have a multiple of ${length}.`);
  return Array.from({ length: bytes.length / length }, (_, at) => {
    const start = at * length;
    const portAt = start + addressBytes[family];
    return { address: formatAddress(bytes.subarray(start, portAt)), port: rules.compactPort(bytes, portAt) };
  });
}

/** Whether a node can be dialled: no node listens on port 0. */
export function listens({ port }: Endpoint): boolean {
  return port > 0;
}

/**
 * Encodes compact peers.
 * @throws {WireError} if an address is not of the family, or a port is none; `what` names the field.
 */
export function encodeCompact(endpoints: readonly Endpoint[], family: Family, what: string): Uint8Array {
  const length = compactBytes(family);
  const bytes = new Uint8Array(endpoints.length * length);
  for (const [at, { address, port }] of endpoints.entries()) {
    const parsed = parseAddress(address);
    if (parsed?.length !== addressBytes[family])
      throw new WireError(`The ${what} has the address '${address}', but must have IPv${family} addresses.`);
    bytes.set(parsed, at * length);
    writeUint16(bytes, at * length + parsed.length, checkUint(port, 16, `port of ${address} in the ${what}`));
  }
  return bytes;
}

/**
 * Endpoints by their family, each in the given order.
 * @throws {WireError} if an address is none; `what` names the field.
 */
export function byFamily<E extends Endpoint>(endpoints: readonly E[], what: string): { v4: E[]; v6: E[] } {
  const families = endpoints.map(({ address }) => {
    const family = familyOf(address);
    if (family === undefined)
      throw new WireError(`The ${what} has the address '${address}', but must have an IPv4 or IPv6 address.`);
    return family;
  });
  return {
    v4: endpoints.filter((_, at) => families[at] === 4),
    v6: endpoints.filter((_, at) => families[at] === 6),
  };
}
