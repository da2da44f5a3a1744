/**
 * Colours that survive `printable`: while a line is made a style is a pair of marks in it, and becomes what the terminal obeys when the
 * line leaves. Escape sequences that come from names, sentences or values never do.
 */
import { printable } from '../checker/values/printable.ts';
import { type Palette, plain } from './text.ts';

const styles = ['bold', 'dim', 'green', 'red', 'yellow', 'cyan'] as const satisfies (keyof Palette)[];

/** Noncharacters of Unicode, which are for use inside a program: one opens each style, and one closes any. */
const firstMark = 0xfdd0;
const end = '\ufdef';
const marks = /([\ufdd0-\ufdd5])|\ufdef/;

/** Marks what a palette would colour. */
export const marking: Palette = Object.fromEntries(
  styles.map((style, at) => [style, (text: string) => `${String.fromCharCode(firstMark + at)}${text}${end}`]),
) as unknown as Palette;

/** A line as it leaves: every character of it shows, and what is marked has the colours of the palette. */
export function leaving(line: string, palette: Palette = plain): string {
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
  // A line that was cut within a style ends with it.
  while (open.length > 0) close();
  return text;
}
