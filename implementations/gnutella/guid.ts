/**
 * Identifiers of 16 bytes (GUIDs and servent ids) as four 32-bit words: the words of a text of at most 16
 * ASCII characters, as nodes and their requests have in a scope, and those of bytes on the wire.
 */

/** The number of words of an identifier. */
export const idWords = 4;
const charactersMax = 4 * idWords;

/**
 * Writes the words of a text.
 *
 * @throws RangeError if it has more than 16 characters, or one beyond ASCII.
 */
export function packText(text: string, words: Uint32Array): void {
  if (text.length > charactersMax)
    throw new RangeError(
      `identifier '${text}' has ${text.length} characters; on the wire it has room for ${charactersMax}`,
    );
  words.fill(0);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0 || code > 127)
      throw new RangeError(
        `identifier '${text}' has a character beyond ASCII at position ${at}; use letters and digits`,
      );
    words[at >> 2] = ((words[at >> 2] as number) | (code << (8 * (at & 3)))) >>> 0;
  }
}

/** The text of words that `packText` wrote. */
export function textOf(w0: number, w1: number, w2: number, w3: number): string {
  let text = '';
  for (const word of [w0, w1, w2, w3])
    for (let shift = 0; shift < 32; shift += 8) {
      const code = (word >>> shift) & 0xff;
      if (code === 0) return text;
      text += String.fromCharCode(code);
    }
  return text;
}

/** The 32-bit little-endian word at an offset of bytes. */
export function wordAt(bytes: Uint8Array, offset: number): number {
  return (
    ((bytes[offset] as number) |
      ((bytes[offset + 1] as number) << 8) |
      ((bytes[offset + 2] as number) << 16) |
      ((bytes[offset + 3] as number) << 24)) >>>
    0
  );
}
