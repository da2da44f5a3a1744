/**
 * Text that only shows: characters that a terminal obeys, that turn the direction of what follows, or that nobody sees are written by
 * their numbers. Names, sentences and values come from code and files of others, and may hold any character.
 */

/**
 * Controls of both kinds (escape sequences, bells, backspaces, line breaks), format characters (directions, zero widths, byte order
 * marks), separators of lines and paragraphs, halves of surrogate pairs, noncharacters, and letters without a shape.
 */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Noncharacter_Code_Point}\u115f\u1160\u3164\uffa0]/gu;

/** One line in which every character shows: `\u{202e}` stands for one that does not, line breaks included. */
export function printable(line: string): string {
  return line.replaceAll(unprintable, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/** Several lines, each of which only shows. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

/** The same JSON, or the same literals of JavaScript, in characters that show; line breaks between its parts stay. */
export function printableJson(json: string): string {
  return json.replaceAll(unprintable, (character) =>
    character === '\n' ? character : character.split('').map(unit).join(''),
  );
}

/** A message of several lines in one, for an error is one sentence. */
export function inOneLine(text: string): string {
  return printable(
    text
      .split(/[\n\r\u2028\u2029]+/)
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .join(' '),
  );
}

function unit(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
