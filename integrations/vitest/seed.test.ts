/** Tests of the seed of the schedules. */
import fc from 'fast-check';
import { afterEach, expect, it, vi } from 'vitest';
import { defaultSeed } from '../../checker/index.ts';
import { randomOf } from '../../checker/values/random.ts';
import { seedOf, seedText } from './seed.ts';

const global = fc.readConfigureGlobal();

afterEach(() => {
  vi.unstubAllEnvs();
  fc.configureGlobal(global);
});

function unconfigured(): void {
  fc.resetConfigureGlobal();
  vi.stubEnv('SWARMCHECK_SEED', undefined);
  vi.stubEnv('CI', undefined);
}

it('is random unless one is given', () => {
  unconfigured();
  const [one, other] = [seedOf(undefined), seedOf(undefined)];
  expect(one.isDrawn).toBe(true);
  expect(one.seed).not.toBe(other.seed);
  vi.stubEnv('CI', 'false');
  expect(seedOf(undefined).isDrawn).toBe(true);
});

it('is fixed in CI', () => {
  unconfigured();
  vi.stubEnv('CI', 'true');
  expect(seedOf(undefined)).toEqual({ seed: defaultSeed, isDrawn: false });
});

it('is given by the call, else by the environment, else by fast-check', () => {
  unconfigured();
  vi.stubEnv('CI', 'true');
  fc.configureGlobal({ seed: 7 });
  expect(seedOf(undefined).seed).toBe(7);
  vi.stubEnv('SWARMCHECK_SEED', seedText(0x1234).split('=')[1]);
  expect(seedOf(undefined)).toEqual({ seed: 0x1234, isDrawn: false });
  expect(seedOf(5).seed).toBe(5);
});

it('draws the same for a negative seed of fast-check as fast-check itself', () => {
  unconfigured();
  fc.configureGlobal({ seed: -7 });
  const { seed } = seedOf(undefined);
  expect(seed).toBe(0xfffffff9);
  const drawn = (from: number) =>
    Array.from(
      { length: 20 },
      (
        (random) => () =>
          random.below(1_000)
      )(randomOf(from)),
    );
  expect(drawn(seed)).toEqual(drawn(-7));
});

it.each([-1, 1.5, Number.NaN])('is refused if the call gives no whole number: %s', (seed) => {
  expect(() => seedOf(seed)).toThrow(`seed is ${seed}; it must be a whole number of at least 0`);
});

it.each(['x', '0x', '-1', '1.5', '99999999999999999999'])(
  'is refused if the variable is no number: %s',
  (text) => {
    unconfigured();
    vi.stubEnv('SWARMCHECK_SEED', text);
    expect(() => seedOf(undefined)).toThrow(
      `SWARMCHECK_SEED '${text}' is no whole number; write for instance SWARMCHECK_SEED=0x5eed`,
    );
  },
);
