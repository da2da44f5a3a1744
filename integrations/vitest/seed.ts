/** The seed of the schedules: chooses it from options, the environment, fast-check, or by chance. */
import fc from 'fast-check';
import { defaultSeed, UsageError } from '../../checker/index.ts';

/** A seed, and whether it was drawn by chance, so that it must be printed. */
export interface Seed {
  readonly seed: number;
  readonly isDrawn: boolean;
}

const variable = 'SWARMCHECK_SEED';

/**
 * The seed of the options, of `SWARMCHECK_SEED`, or of the configuration of fast-check; otherwise a fixed
 * seed if `CI` is set, and a random one if not.
 *
 * @throws UsageError if the seed of the options or of the variable is no whole number.
 */
export function seedOf(given: number | undefined): Seed {
  if (given !== undefined && !(Number.isSafeInteger(given) && given >= 0))
    throw new UsageError(`seed is ${given}; it must be a whole number of at least 0`);
  const { seed: configured } = fc.readConfigureGlobal();
  // Seeds of fast-check may be negative; the same 32 bits without a sign draw the same schedules.
  const named = given ?? ofEnvironment() ?? (configured === undefined ? undefined : configured >>> 0);
  if (named !== undefined) return { seed: named, isDrawn: false };
  if (isSet(process.env.CI)) return { seed: defaultSeed, isDrawn: false };
  return { seed: Math.floor(Math.random() * 0x7fffffff), isDrawn: true };
}

/** The seed as an assignment that repeats it. */
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
