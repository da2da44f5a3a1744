/** Tests of the watchdog, with times given by the test. */
import { afterEach, describe, expect, it } from 'vitest';
import { beatIn, began, callNumber, checking, ended, heartbeatBytes } from '../checker/actors/heartbeat.ts';
import { Watchdog } from './watchdog.ts';

function beating(): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(heartbeatBytes);
  beatIn(memory);
  return memory;
}

afterEach(() => beatIn(undefined));

describe('a watchdog', () => {
  it('measures how long a call has run, and names its check', () => {
    const dog = new Watchdog();
    dog.watch(beating(), 1);
    checking('lamp model, scope default');
    dog.look(200);
    expect(dog.longest).toBeUndefined();
    began(callNumber("node 'a' at timeout 'tick'"));
    for (let look = 0; look < 4; look++) dog.look(200);
    // From when it was first seen.
    expect(dog.longest).toEqual({
      name: "node 'a' at timeout 'tick'",
      check: 'lamp model, scope default',
      ms: 600,
    });
  });

  it('starts again with each call, even of the same name', () => {
    const dog = new Watchdog();
    dog.watch(beating(), 1);
    for (let look = 0; look < 10; look++) {
      const before = began(callNumber('a step'));
      dog.look(200);
      dog.look(200);
      ended(before);
    }
    began(callNumber('a step'));
    expect(dog.longest).toBeUndefined();
    dog.look(200);
    expect(dog.longest?.ms).toBe(0);
    // All the while something ran.
    expect(dog.busyMs).toBe(4_200);
  });

  it('is not busy while nothing runs', () => {
    const dog = new Watchdog();
    dog.watch(beating(), 1);
    const before = began(callNumber('a step'));
    dog.look(200);
    ended(before);
    dog.look(200);
    expect(dog.busyMs).toBe(0);
  });

  it('does not count time in which the whole process stood still', () => {
    const dog = new Watchdog();
    dog.watch(beating(), 1);
    began(callNumber('a step'));
    dog.look(200);
    dog.look(3_600_000);
    expect(dog.longest?.ms).toBe(1_000);
  });

  it('forgets threads that ended during a call', () => {
    const dog = new Watchdog();
    dog.watch(beating(), 1);
    began(callNumber('one'));
    dog.watch(beating(), 2);
    began(callNumber('other'));
    dog.look(200);
    dog.look(200);
    dog.keep((thread) => thread === 2);
    expect(dog.longest?.name).toBe('other');
  });
});
