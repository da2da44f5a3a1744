/** Flags: what each takes, and one sentence for each way to get it wrong. */
import { UsageError } from '../checker/index.ts';

/** The seed of a run that names none: fixed, so that two runs of one version print the same. */
export const defaultSeed = 0x5eed;

export interface Options {
  readonly scope?: string;
  readonly property?: string;
  readonly subject?: string;
  readonly seed: number;
  /** Worlds of one exploration. */
  readonly maxStates?: number;
  /** Seconds of the whole command. */
  readonly time?: number;
  readonly out: string;
  readonly quiet?: boolean;
  readonly color: boolean;
}

export function folder(text: string): string {
  if (text.trim() !== '') return text;
  throw new UsageError("--out '' is no folder; name one, for instance --out swarmcheck-out");
}

/** `1000`, `1_000` and `0x3e8` alike. */
export function wholeNumber(flag: string, least: number): (text: string) => number {
  return (text) => {
    const digits = text.replaceAll('_', '');
    const n = /^(0x[0-9a-f]+|\d+)$/i.test(digits) ? Number(digits) : Number.NaN;
    if (Number.isSafeInteger(n) && n >= least) return n;
    throw new UsageError(
      `${flag} '${text}' is no whole number of at least ${least}; write for instance ${flag} 1000`,
    );
  };
}

export function positiveNumber(flag: string, unit: string): (text: string) => number {
  return (text) => {
    const n = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
    if (n > 0 && Number.isFinite(n)) return n;
    throw new UsageError(`${flag} '${text}' is no number of ${unit} above 0; write for instance ${flag} 30`);
  };
}
