/**
 * Colours that pass through `printable`: in a line under construction a style is a pair of marks, and
 * `colouredLine` turns the marks into escape sequences. Escape sequences in names, sentences or values never
 * reach the terminal.
 */
import { printable } from '../checker/values/printable.ts';
import { type Palette, plain } from './text.ts';

const styles = ['bold', 'dim', 'green', 'red', 'yellow', 'cyan'] as const satisfies (keyof Palette)[];

/**
 * Noncharacters of Unicode, reserved for use inside a program: one opens each style, and one closes any
 * style.
 */
const firstMark = 0xfdd0;
const end = '\ufdef';
const marks = /([\ufdd0-\ufdd5])|\ufdef/;

/** A palette that writes marks instead of colours. */
export const markedPalette: Palette = Object.fromEntries(
  styles.map((style, at) => [style, (text: string) => `${String.fromCharCode(firstMark + at)}${text}${end}`]),
) as unknown as Palette;

/** A line ready to print: all characters are visible, and marked parts have the colours of the palette. */
export function colouredLine(line: string, palette: Palette = plain): string {
  const open: { style: keyof Palette; text: string }[] = [];
  let text = '';
  const close = () => {
    const styled = open.pop();
    if (styled !== undefined) text = styled.text + palette[styled.style](text);
  };
  for (const part of line.split(/(?<=[\ufdd0-\ufdd5\ufdef])|(?=[\ufdd0-\ufdd5\ufdef])/)) {
    const mark = marks.exec(part)?.[1];
    if (mark !== undefined) {
      open.push({ style: styles[mark.charCodeAt(0) - firstMark] as keyof Palette, text });
      text = '';
    } else if (part === end) close();
    else text += printable(part);
  }
  // A line that was cut inside a style has no closing mark.
  while (open.length > 0) close();
  return text;
}
