/** Text for people: palettes of colours, durations and wrapped lines. */
export { count, counted, tagged, value } from '../checker/values/text.ts';

/** Functions that colour text; those of `plain` change nothing. */
export interface Palette {
  bold(text: string): string;
  dim(text: string): string;
  green(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
}

const same = (text: string) => text;
/** The palette without colours. */
export const plain: Palette = { bold: same, dim: same, green: same, red: same, yellow: same, cyan: same };

/** `0.8 s` */
export function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

/**
 * Wraps a line at spaces, and splits a word longer than a line; continued lines are indented by two more
 * columns.
 */
export function wrapped(line: string, columns: number): string[] {
  const indent = `${/^ */.exec(line)?.[0] ?? ''}  `;
  const lines: string[] = [];
  let remaining = line;
  while (remaining.length > columns) {
    const space = remaining.lastIndexOf(' ', columns);
    const at = space > columns / 2 ? space : columns;
    lines.push(remaining.slice(0, at));
    remaining = `${indent}${remaining.slice(at).trimStart()}`;
  }
  return [...lines, remaining];
}
