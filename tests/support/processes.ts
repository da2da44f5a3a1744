/** The processes of this system by their command lines, for tests that nothing is left running; from `/proc`. */
import { readdirSync, readFileSync } from 'node:fs';

/** The numbers of the processes whose command line has this text; arguments are separated by NUL. */
export function processesWith(text: string): readonly string[] {
  return readdirSync('/proc').filter((entry) => {
    try {
      return /^\d+$/.test(entry) && readFileSync(`/proc/${entry}/cmdline`, 'utf8').includes(text);
    } catch {
      return false;
    }
  });
}
