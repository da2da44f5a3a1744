/** CI draws what it drew the last time; elsewhere every run draws anew, and fast-check prints the seed of a failure. */
import fc from 'fast-check';
if (process.env.CI !== undefined)
    fc.configureGlobal({ seed: 0x5eed });
