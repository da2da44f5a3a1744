/**
 * The seed of fast-check: fixed in CI; elsewhere new in each run, and fast-check prints it with a failure.
 */
import fc from 'fast-check';

if (process.env.CI !== undefined) fc.configureGlobal({ seed: 0x5eed });
