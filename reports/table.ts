/** Tables and paragraphs of text, measured in columns of a terminal. */
import width from 'string-width';

/** A cell; numbers are aligned to the right. */
export type Cell = string | number;

/**
 * The lines of a table without trailing blanks. Widths are those of a terminal, where some characters take
 * two columns and escapes none.
 */
export function tableText(rows: readonly (readonly Cell[])[], indent = ''): string[] {
  const columns = Math.max(0, ...rows.map(({ length }) => length));
  const cells = rows.map((row) =>
    row.map((cell) => (typeof cell === 'number' ? cell.toLocaleString('en-US') : cell)),
  );
  const widths = Array.from({ length: columns }, (_, at) =>
    Math.max(...cells.map((row) => width(row[at] ?? ''))),
  );
  const isNumber = Array.from({ length: columns }, (_, at) =>
    rows.some((row) => typeof row[at] === 'number'),
  );
  return cells.map((row) =>
    `${indent}${row.map((cell, at) => padded(cell, widths[at] as number, isNumber[at])).join('  ')}`.trimEnd(),
  );
}

/** A cell padded to a width, with blanks after it or before it. */
export function padded(cell: string, columns: number, toTheRight = false): string {
  const blanks = ' '.repeat(Math.max(0, columns - width(cell)));
  return toTheRight ? blanks + cell : cell + blanks;
}

/** A line cut to a width; a cut line ends in three dots. */
export function cut(line: string, columns: number): string {
  if (width(line) <= columns) return line;
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(line)) {
    if (width(kept + segment) > columns - 3) break;
    kept += segment;
  }
  return `${kept}...`;
}

/** The width of a line without a terminal. */
export const defaultColumns = 80;

/** The width of a text in a terminal. */
export function widthOf(text: string): number {
  return width(text);
}

/** A text wrapped at blanks to lines of at most so many columns; a word longer than a line is split. */
export function paragraph(text: string, columns: number): string[] {
  const columnsMax = Math.max(10, columns);
  const lines = [''];
  for (const word of text.split(/\s+/).flatMap((one) => pieces(one, columnsMax))) {
    const line = lines.at(-1) as string;
    const longer = line === '' ? word : `${line} ${word}`;
    if (width(longer) <= columnsMax) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

function pieces(word: string, columns: number): string[] {
  if (width(word) <= columns) return [word];
  const parts = [''];
  for (const { segment } of new Intl.Segmenter().segment(word)) {
    if (width(`${parts.at(-1)}${segment}`) <= columns) parts[parts.length - 1] += segment;
    else parts.push(segment);
  }
  return parts;
}
