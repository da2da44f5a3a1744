/**
 * Escaping of text for output. Control characters, characters that change the direction of text, and
 * invisible characters are written as escapes. Names, sentences and values are from code and files of users,
 * and may contain any character.
 */

/**
 * Controls of both kinds (escape sequences, bells, backspaces, line breaks), format characters (directions,
 * zero widths, byte order marks), separators of lines and paragraphs, halves of surrogate pairs,
 * noncharacters, and letters without a shape.
 */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Noncharacter_Code_Point}\u115f\u1160\u3164\uffa0]/gu;

/** One line in which every character is visible; others, line breaks included, are written as `\u{202e}`. */
export function printable(line: string): string {
  return line.replaceAll(unprintable, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/** As `printable`, for text of several lines: line breaks stay. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

/**
 * The same JSON, or the same literals of JavaScript, with escapes for invisible characters; line breaks
 * between parts stay.
 */
export function printableJson(json: string): string {
  return json.replaceAll(unprintable, (character) =>
    character === '\n' ? character : character.split('').map(unit).join(''),
  );
}

/** A message of several lines in one line, for an error is one sentence. */
export function inOneLine(text: string): string {
  return printable(
    text
      .split(/[\n\r\u2028\u2029]+/)
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .join(' '),
  );
}

/** The escape of one UTF-16 code unit. */
function unit(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
