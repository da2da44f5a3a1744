/**
 * Percent-encoding of bytes and text in URLs (RFC 3986, section 2.1). An info-hash goes into an announce URL as
 * its 20 raw bytes, which are no text (BEP 3, "trackers").
 */
import { decodeText, encodeText } from './bytes.ts';
import { WireError } from './decoder.ts';

/** Encodes all bytes but the unreserved characters (RFC 3986, section 2.3). */
export function percentEncode(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) {
    const character = String.fromCharCode(byte);
    if (/[A-Za-z0-9\-._~]/.test(character)) text += character;
    else text += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return text;
}

/**
 * The bytes of a percent-encoded string. Characters that are not encoded stand for themselves.
 * @throws {WireError} if a percent sign is not before two digits; `what` names the field.
 */
export function percentDecode(text: string, what: string): Uint8Array {
  const bytes: number[] = [];
  for (let at = 0; at < text.length; ) {
    if (text[at] === '%') {
      const digits = text.slice(at + 1, at + 3);
      if (!/^[0-9a-f]{2}$/i.test(digits))
        throw new WireError(
          `The ${what} has '%${digits}' at index ${at}, but must have two hexadecimal digits after '%'.`,
        );
      bytes.push(Number.parseInt(digits, 16));
      at += 3;
    } else {
      const character = String.fromCodePoint(text.codePointAt(at) as number);
      bytes.push(...encodeText(character, what));
      at += character.length;
    }
  }
  return Uint8Array.from(bytes);
}

/** @throws {WireError} if the text has a lone surrogate; `what` names the field. */
export function percentEncodeText(text: string, what: string): string {
  return percentEncode(encodeText(text, what));
}

/** @throws {WireError} as `percentDecode`, and if the bytes are no UTF-8. */
export function percentDecodeText(text: string, what: string): string {
  return decodeText(percentDecode(text, what), what);
}

/** The parameters of a query, in order; a name without '=' has an empty value. Names and values stay encoded. */
export function splitQuery(query: string): { readonly name: string; readonly value: string }[] {
  return query
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const equals = part.indexOf('=');
      return equals < 0
        ? { name: part, value: '' }
        : { name: part.slice(0, equals), value: part.slice(equals + 1) };
    });
}
