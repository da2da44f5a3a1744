/** Tests of the invocation: a command to paste begins as this one was started. */
import { delimiter } from 'node:path';
import { expect, it } from 'vitest';
import { invocationOf } from './invocation.ts';

const PATH = ['/usr/bin', '/home/you/project/node_modules/.bin', '/usr/local/bin'].join(delimiter);

it.each([
  ['a global install', '/usr/local/bin/swarmcheck', {}, 'swarmcheck'],
  ['a local one, by its path', '/home/you/project/node_modules/.bin/swarmcheck', {}, 'npx swarmcheck'],
  ['npx', '/home/you/project/node_modules/.bin/swarmcheck', { npm_command: 'exec' }, 'npx swarmcheck'],
  ['a script of npm', '/usr/local/bin/swarmcheck', { npm_command: 'run-script' }, 'npx swarmcheck'],
  ['a checkout', '/home/you/swarmcheck/dist/cli/main.js', {}, 'npx swarmcheck'],
  ['a link that is not on the PATH', '/opt/swarmcheck', {}, 'npx swarmcheck'],
  ['nothing that is known', undefined, {}, 'npx swarmcheck'],
])('after %s', (_, started, env, launcher) => {
  const argv = ['/usr/bin/node', ...(started === undefined ? [] : [started])];
  expect(invocationOf({ argv, env: { PATH, ...env }, platform: 'linux' })).toEqual({ launcher, shell: 'sh' });
});

it.each([
  ['win32', {}, 'windows'],
  ['win32', { MSYSTEM: 'MINGW64' }, 'sh'],
  ['darwin', {}, 'sh'],
])('quotes on %s with %j for %s', (platform, env, shell) => {
  expect(invocationOf({ argv: [], env, platform }).shell).toBe(shell);
});
