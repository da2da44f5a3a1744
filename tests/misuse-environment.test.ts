/** Tests the errors for code of a suite that uses a clock, randomness or timers of its environment. */
import { randomBytes, randomInt } from 'node:crypto';
import { setTimeout as later } from 'node:timers';
import { describe, expect, it } from 'vitest';
import { assign } from 'xstate';
import { banAmbienceOfNode } from '../checker/actors/ambient.node.ts';
import { CodeError, explore, type Property, systemOf } from '../checker/index.ts';
import {
  type Counter,
  dark,
  errorsOf,
  handWritten,
  implementationWith,
  machineWith,
  type SuiteParts,
  suiteOf,
  withProperty,
} from './support/misuse.ts';

banAmbienceOfNode();

describe('the environment of code under check', () => {
  const withView = (read: () => unknown): SuiteParts => ({
    actor: { ...handWritten, view: () => ({ times: Number(read()) < 0 ? 1 : 0 }) },
  });
  const clock = 'it reads the clock';
  const chance = 'it draws by chance';
  const timer = 'it sets a timer of its own';

  it.each<[string, () => unknown, string]>([
    ['Date.now', () => Date.now(), `${clock} (Date.now)`],
    ['new Date', () => new Date(), `${clock} (new Date())`],
    ['Date', () => Date(), `${clock} (Date())`],
    ['performance.now', () => performance.now(), `${clock} (performance.now)`],
    ['process.hrtime', () => process.hrtime()[0], `${clock} (process.hrtime)`],
    ['process.hrtime.bigint', () => process.hrtime.bigint(), `${clock} (process.hrtime.bigint)`],
    ['process.uptime', () => process.uptime(), `${clock} (process.uptime)`],
    ['Math.random', () => Math.random(), `${chance} (Math.random)`],
    ['crypto.randomUUID', () => crypto.randomUUID(), `${chance} (crypto.randomUUID)`],
    [
      'getRandomValues',
      () => crypto.getRandomValues(new Uint8Array(1))[0],
      `${chance} (crypto.getRandomValues)`,
    ],
    ['randomBytes of node:crypto', () => randomBytes(1)[0], `${chance} (crypto.randomBytes)`],
    ['randomInt of node:crypto', () => randomInt(9), `${chance} (crypto.randomInt)`],
    ['setTimeout', () => setTimeout(() => {}, 1), `${timer} (setTimeout)`],
    ['setInterval', () => setInterval(() => {}, 1), `${timer} (setInterval)`],
    ['setImmediate', () => setImmediate(() => {}), `${timer} (setImmediate)`],
    ['queueMicrotask', () => queueMicrotask(() => {}), `${timer} (queueMicrotask)`],
    ['setTimeout of node:timers', () => later(() => {}, 1), `${timer} (`],
  ])('%s throws in a view', (_, read, sentence) => {
    for (const error of Object.values(errorsOf(withView(read)))) {
      expect(error?.message).toContain(`node 'a' failed at its view: ${sentence}`);
      expect(error?.message).toContain('but a step must depend on state, event and choice alone');
    }
  });

  it.each<[string, () => SuiteParts, RegExp, 'implementation'?]>([
    [
      'a guard',
      () => ({ actor: machineWith({ guard: () => Date.now() > 0 }) }),
      /node '[ab]' failed at (timeout|input)/,
    ],
    [
      'an assign',
      () => ({ actor: machineWith({ action: assign({ times: () => Math.random() }) }) }),
      /node '[ab]' failed at (timeout|input)/,
    ],
    [
      'a step by hand',
      () => ({ actor: { ...handWritten, step: () => ({ state: { times: Math.random() }, effects: [] }) } }),
      /node '[ab]' failed at (timeout|input)/,
    ],
    [
      'handle',
      () => ({ implementation: implementationWith({ handle: () => Date.now() }) }),
      /node '[ab]' failed at (timeout|input)/,
      'implementation',
    ],
    [
      'start',
      () => ({ implementation: implementationWith({ start: () => Math.random() }) }),
      /node 'a' failed at coming up/,
      'implementation',
    ],
    [
      'inputs',
      () => ({ system: { inputs: () => (Math.random() < 2 ? [] : [{ type: 'press' }]) } }),
      /'inputs' of node 'a' failed/,
    ],
    ['within', () => ({ system: { within: () => Date.now() > 0 } }), /'within' of node 'a' failed/],
    ['the monitor', () => ({ monitor: () => Date.now() }), /the monitor of node '[ab]' failed at input/],
    ['a property', () => withProperty({ node: () => Date.now() > 0 }), /property 'Odd' failed/],
    [
      'a property on steps',
      () => withProperty({ holds: () => Math.random() < 2 }, 'step'),
      /property 'Odd' failed/,
    ],
    [
      'a scope',
      () => ({ suite: { scopes: { default: { says: '', system: () => ({ seed: Math.random() }) } } } }),
      /scope 'default' of suite 'lamp' failed/,
    ],
  ])('%s throws, and says where', (_, parts, where, subject) => {
    for (const error of Object.values(errorsOf(parts(), subject))) {
      expect(error?.message).toMatch(where);
      expect(error?.message).toMatch(/it (reads the clock|draws by chance)/);
      expect(error).toBeInstanceOf(CodeError);
    }
  });

  it('allows dates that are computed from given numbers', () => {
    const given = withView(() => new Date(0).getTime() + Date.UTC(2020, 1) + Date.parse('2020-01-01'));
    expect(errorsOf(given)).toEqual({ search: undefined, schedules: undefined });
  });

  it('is restored after a check, even if the check failed', () => {
    errorsOf(withView(() => Date.now()));
    expect(Date.now()).toBeGreaterThan(0);
    expect(new Date()).toBeInstanceOf(Date);
    expect(Math.random()).toBeLessThan(1);
    expect(performance.now()).toBeGreaterThan(0);
    expect(Object.hasOwn(performance, 'now')).toBe(false);
    clearTimeout(setTimeout(() => {}, 1));
  });

  it('is restored while a search has yielded, and after a search that was abandoned', () => {
    const endless = suiteOf({
      actor: { ...handWritten, step: ({ times }: Counter) => ({ state: { times: times + 1 }, effects: [] }) },
      system: { bounds: {} },
    });
    const search = explore(systemOf(endless, 'default'), [dark as unknown as Property]);
    search.next();
    expect(Date.now()).toBeGreaterThan(0);
    search.return(undefined as never);
    expect(Math.random()).toBeLessThan(1);
  });
});
