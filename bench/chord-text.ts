/** Numbers, rows of tables and processor time, as `bench:chord` prints and takes them. */

export const count = (n: number, digits = 0) =>
  n.toLocaleString('en-US', { maximumFractionDigits: digits, minimumFractionDigits: digits });

export const median = (of: readonly number[]) => of.toSorted((a, b) => a - b)[of.length >> 1] as number;

/** A row of a table in Markdown. */
export const row = (...cells: readonly string[]) => `| ${cells.join(' | ')} |`;

/** The processor time of this process in seconds. Unlike the time of the clock it does not grow where others work. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
