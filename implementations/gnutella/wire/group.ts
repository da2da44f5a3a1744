/**
 * The groups of lines of the 0.6 handshake: a first line, headers, and a blank line, as in HTTP ("An
 * Extensible Handshaking Protocol for the Gnutella Network", section 3; 0.6 draft, section 2.1).
 *
 * A line ends with CR LF or LF. A line that starts with a space or tab continues the header before it. Header
 * names are case-insensitive. A byte is one character (Latin-1), so nothing is lost.
 */
import { type Decoder, WireError } from './decoder.ts';

/** One header line. */
export interface GroupHeader {
  readonly name: string;
  /** Without spaces and tabs at its ends. */
  readonly value: string;
}

/** The version of a protocol: 0.6 is `{ major: 0, minor: 6 }`. */
export interface Version {
  readonly major: number;
  readonly minor: number;
}

/** The initiator's first group. */
export interface Connect {
  readonly type: 'Connect';
  readonly version: Version;
  readonly headers: readonly GroupHeader[];
}

/** The acceptor's group, and the initiator's second one. Status 200 accepts the connection. */
export interface Answer {
  readonly type: 'Answer';
  readonly version: Version;
  /** From 100 to 999. */
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly GroupHeader[];
}

export type Group = Connect | Answer;

/**
 * The limits of a group: bytes of a header with its continuations, headers, and bytes in total. Neither paper
 * has limits; a header with 20 addresses and times has about 900 bytes.
 */
export const groupLimits = { lineBytesMax: 2_048, headersMax: 64, groupBytesMax: 8_192 };

const [tab, lineFeed, carriageReturn, space] = [9, 10, 13, 32];
const connectLine = /^GNUTELLA CONNECT\/(\d{1,3})\.(\d{1,3})[ \t]*$/;
const answerLine = /^GNUTELLA\/(\d{1,3})\.(\d{1,3}) ([1-9]\d\d)(?:[ \t]+(.*))?$/;
/** The characters of a name (RFC 9110, section 5.6.2). */
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** Decodes a sequence of groups. */
export class GroupDecoder implements Decoder<Group> {
  /** The bytes of the line that is not complete, with its carriage return. */
  readonly #line = new Uint8Array(groupLimits.lineBytesMax + 1);
  #lineBytes = 0;
  #first: Group | undefined;
  #headers: { name: string; value: string }[] = [];
  #rawBytes = 0;
  /** The bytes of the group as this codec writes it. */
  #plainBytes = 0;
  #position = 0;
  #failure: unknown;

  /** At most `groupLimits.groupBytesMax`. */
  get bufferedBytes(): number {
    return this.#rawBytes;
  }

  push(chunk: Uint8Array, out: (group: Group) => void): void {
    for (let at = 0; at < chunk.length; ) at = this.next(chunk, at, out);
  }

  /** Takes bytes until one group is complete or the chunk ends, and returns where the rest starts. */
  next(chunk: Uint8Array, start: number, out: (group: Group) => void): number {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      for (let at = start; at < chunk.length; ) {
        const group = this.#take(chunk[at++] as number);
        if (group === undefined) continue;
        out(group);
        return at;
      }
      return chunk.length;
    } catch (error) {
      this.#failure = error;
      throw error;
    }
  }

  /** @throws {WireError} if a group is incomplete. */
  end(): void {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#rawBytes > 0)
      throw new WireError(
        `The stream ends at byte ${this.#position} inside a group of the handshake, but ends after a blank line.`,
      );
  }

  /** Takes one byte, and returns the group that it completes. */
  #take(byte: number): Group | undefined {
    this.#position += 1;
    this.#limit(this.#rawBytes + 1, groupLimits.groupBytesMax, 'group');
    this.#rawBytes += 1;
    if (byte !== lineFeed) {
      this.#limit(this.#lineBytes, groupLimits.lineBytesMax, 'line');
      this.#line[this.#lineBytes++] = byte;
      return undefined;
    }
    if (this.#line[this.#lineBytes - 1] === carriageReturn) this.#lineBytes -= 1;
    this.#limit(this.#lineBytes, groupLimits.lineBytesMax, 'line');
    const line = latin1(this.#line, this.#lineBytes);
    this.#lineBytes = 0;
    return this.#takeLine(line);
  }

  #takeLine(line: string): Group | undefined {
    if (/[^\t\x20-\x7e\x80-\xff]/.test(line)) throw this.#wrong('has a control character', 'has tabs alone');
    if (this.#first === undefined) {
      this.#first = this.#parseFirst(line);
      this.#plainBytes = firstLine(this.#first).length + 2;
    } else if (line === '') return this.#complete(this.#first);
    else if (line.charCodeAt(0) === space || line.charCodeAt(0) === tab) this.#continue(line);
    else this.#add(line);
    return undefined;
  }

  #parseFirst(line: string): Group {
    const connect = connectLine.exec(line);
    const [, major, minor, status, reason = ''] = connect ?? answerLine.exec(line) ?? [];
    const version = { major: Number(major), minor: Number(minor) };
    if (major === undefined || (version.major === 0 && version.minor < 6))
      throw this.#wrong(
        `is ${JSON.stringify(line.slice(0, 80))}`,
        'is "GNUTELLA CONNECT/0.6" or "GNUTELLA/0.6 200 OK", or of a later version',
      );
    if (connect !== null) return { type: 'Connect', version, headers: [] };
    return { type: 'Answer', version, status: Number(status), reason: trim(reason), headers: [] };
  }

  #add(line: string): void {
    const colon = line.indexOf(':');
    const name = trim(line.slice(0, Math.max(colon, 0)));
    if (!token.test(name)) throw this.#wrong('has no name before a colon', 'is "Name: value"');
    this.#limit(this.#headers.length + 1, groupLimits.headersMax, 'number of headers');
    this.#headers.push({ name, value: '' });
    this.#plainBytes += name.length + 4;
    this.#extend(trim(line.slice(colon + 1)));
  }

  #continue(line: string): void {
    if (this.#headers.length === 0) throw this.#wrong('continues no header', 'follows a header');
    this.#extend(trim(line));
  }

  /** Adds text to the value of the last header. */
  #extend(text: string): void {
    const header = this.#headers.at(-1) as { name: string; value: string };
    const longer = header.value === '' || text === '' ? header.value + text : `${header.value} ${text}`;
    this.#plainBytes += longer.length - header.value.length;
    header.value = longer;
    this.#limit(header.name.length + 2 + longer.length, groupLimits.lineBytesMax, 'header');
  }

  #complete(first: Group): Group {
    this.#limit(this.#plainBytes + 2, groupLimits.groupBytesMax, 'group');
    const group = { ...first, headers: this.#headers };
    this.#first = undefined;
    this.#headers = [];
    this.#rawBytes = 0;
    return group;
  }

  #limit(count: number, most: number, what: string): void {
    if (count > most)
      throw new WireError(
        `The handshake's ${what} at byte ${this.#position - 1} is above ${most}, which is the most.`,
      );
  }

  #wrong(found: string, right: string): WireError {
    return new WireError(
      `The handshake's line that ends at byte ${this.#position - 1} ${found}, but ${right}.`,
    );
  }
}

/**
 * Encodes a group.
 * @throws {WireError} if the decoder would not read it back as the same group.
 */
export function encodeGroup(group: Group): Uint8Array {
  const lines = [firstLine(group), ...group.headers.map(({ name, value }) => `${name}: ${value}`), '', ''];
  const bytes = Uint8Array.from(lines.join('\r\n'), (character) => character.charCodeAt(0));
  const decoded: Group[] = [];
  new GroupDecoder().push(bytes, (one) => decoded.push(one));
  if (decoded.length !== 1 || !sameGroup(decoded[0] as Group, group))
    throw new WireError(
      `The ${group.type} has text that is read back as something else, but text has no line break, no ` +
        'character above U+00FF, and no space at its ends.',
    );
  return bytes;
}

/** The value of a header, whose name may have any case; values of repeated headers are joined by commas. */
export function headerOf(group: Group, name: string): string | undefined {
  const values = group.headers.filter((header) => header.name.toLowerCase() === name.toLowerCase());
  return values.length === 0 ? undefined : values.map(({ value }) => value).join(', ');
}

function firstLine(group: Group): string {
  const { major, minor } = group.version;
  if (group.type === 'Connect') return `GNUTELLA CONNECT/${major}.${minor}`;
  return `GNUTELLA/${major}.${minor} ${group.status}${group.reason === '' ? '' : ` ${group.reason}`}`;
}

function sameGroup(one: Group, other: Group): boolean {
  const ofHeaders = ({ headers }: Group) => headers.flatMap(({ name, value }) => [name, value]);
  const [some, others] = [ofHeaders(one), ofHeaders(other)];
  return (
    firstLine(one) === firstLine(other) &&
    some.length === others.length &&
    some.every((text, at) => text === others[at])
  );
}

function latin1(bytes: Uint8Array, length: number): string {
  let text = '';
  for (let at = 0; at < length; at++) text += String.fromCharCode(bytes[at] as number);
  return text;
}

/** Removes spaces and tabs at both ends; other white space belongs to a text of Latin-1. */
function trim(text: string): string {
  return text.replace(/^[ \t]+/, '').replace(/[ \t]+$/, '');
}
