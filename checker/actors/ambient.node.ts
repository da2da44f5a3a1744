/**
 * Ambient inputs of Node's modules: chance of `node:crypto`, timers of `node:timers`. They are banned as in
 * `ambient.ts`.
 */
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import { type Ambience, banned, replace } from './ambient.ts';

const functions: readonly (readonly [
  kind: Ambience,
  module: object,
  name: string,
  fields: readonly string[],
])[] = [
  [
    'chance',
    crypto,
    'crypto.',
    [
      ...['randomBytes', 'randomFill', 'randomFillSync', 'randomInt', 'randomUUID', 'getRandomValues'],
      ...['pseudoRandomBytes', 'prng', 'rng'],
      ...['generateKey', 'generateKeySync', 'generateKeyPair', 'generateKeyPairSync'],
    ],
  ],
  ['clock', os, 'os.', ['uptime']],
  ['timer', timers, '', ['setTimeout', 'setInterval', 'setImmediate']],
  ['timer', timersPromises, '', ['setTimeout', 'setInterval', 'setImmediate']],
];

let isDone = false;

/** Installs throwing functions permanently; outside of a suite's code they call the originals. */
export function banAmbienceOfNode(): void {
  if (isDone) return;
  isDone = true;
  for (const [kind, module, prefix, fields] of functions) {
    for (const field of fields) {
      const original = module[field as never] as unknown;
      if (typeof original === 'function')
        replace(module, field, banned(kind, `${prefix}${field}`, original as (...args: never[]) => unknown));
    }
  }
  // Modules that imported a function by name receive the new one.
  syncBuiltinESMExports();
}
