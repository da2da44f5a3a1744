/** From which seed schedules are drawn. */
import fc from 'fast-check';
import { defaultSeed, UsageError } from '../../checker/index.ts';

/** A seed, and whether somebody wants to know it: one that was drawn is different in each run. */
export interface Seed {
  readonly seed: number;
  readonly isDrawn: boolean;
}

const variable = 'SWARMCHECK_SEED';

/**
 * The seed that is given, that `SWARMCHECK_SEED` has, or that fast-check is configured with; else a fixed one where `CI` is set, and
 * one that is drawn where it is not.
 *
 * @throws UsageError where the one that is given, or the variable, is no whole number.
 */
export function seedOf(given: number | undefined): Seed {
  if (given !== undefined && !(Number.isSafeInteger(given) && given >= 0))
    throw new UsageError(`seed is ${given}; it must be a whole number of at least 0`);
  const { seed: configured } = fc.readConfigureGlobal();
  // fast-check's own seeds may be negative, and draw what the same 32 bits without a sign do.
  const named = given ?? ofEnvironment() ?? (configured === undefined ? undefined : configured >>> 0);
  if (named !== undefined) return { seed: named, isDrawn: false };
  if (isSet(process.env.CI)) return { seed: defaultSeed, isDrawn: false };
  return { seed: Math.floor(Math.random() * 0x7fffffff), isDrawn: true };
}

/** As a reader may give it again. */
export function seedText(seed: number): string {
  return `${variable}=0x${seed.toString(16)}`;
}

function ofEnvironment(): number | undefined {
  const text = process.env[variable];
  if (!isSet(text)) return undefined;
  const seed = /^(0x[0-9a-f]+|\d+)$/i.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(seed)) return seed;
  throw new UsageError(`${variable} '${text}' is no whole number; write for instance ${variable}=0x5eed`);
}

function isSet(text: string | undefined): text is string {
  return text !== undefined && text !== '' && text !== 'false';
}
