/** Text for a terminal: a palette of colours, which may be blank, durations, and lines broken at a width. */
export { count, counted, tagged, value } from '../checker/values/text.ts';

/** How a report marks its words; `plain` leaves them as they are. */
export interface Palette {
  bold(text: string): string;
  dim(text: string): string;
  green(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
}

const same = (text: string) => text;
/** Without colours. */
export const plain: Palette = { bold: same, dim: same, green: same, red: same, yellow: same, cyan: same };

/** `0.8 s` */
export function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

/** Breaks a line at spaces, and a word that is longer than a whole line wherever it must; what follows is indented by two more. */
export function wrapped(line: string, columns: number): string[] {
  const indent = `${/^ */.exec(line)?.[0] ?? ''}  `;
  const lines: string[] = [];
  let rest = line;
  while (rest.length > columns) {
    const space = rest.lastIndexOf(' ', columns);
    const at = space > columns / 2 ? space : columns;
    lines.push(rest.slice(0, at));
    rest = `${indent}${rest.slice(at).trimStart()}`;
  }
  return [...lines, rest];
}
