/** Tests the heartbeat as a watchdog reads it. */
import { afterEach, describe, expect, it } from 'vitest';
import {
  beatIn,
  began,
  callNumber,
  checking,
  ended,
  heartbeatBytes,
  noted,
  notedUntilDone,
  runningCall,
  stepNumber,
} from './heartbeat.ts';

describe('a heartbeat', () => {
  afterEach(() => beatIn(undefined));
  const beating = () => {
    const memory = new SharedArrayBuffer(heartbeatBytes);
    beatIn(memory);
    return memory;
  };

  it('names the current call, and the check that makes it', () => {
    const memory = beating();
    expect(runningCall(memory)).toBeUndefined();
    checking('raft model, scope default');
    const event = { type: 'timeout', timer: 'tick' } as const;
    const before = began(stepNumber('a', event));
    expect(runningCall(memory)).toEqual({
      call: 1,
      name: "node 'a' at timeout 'tick'",
      check: 'raft model, scope default',
    });
    ended(before);
    expect(runningCall(memory)).toBeUndefined();
    checking(undefined);
    began(stepNumber('a', event));
    expect(runningCall(memory)).toEqual({ call: 2, name: "node 'a' at timeout 'tick'" });
  });

  it('returns to the call around another', async () => {
    const memory = beating();
    const name = () => runningCall(memory)?.name;
    await notedUntilDone('one', async () => {
      expect(noted('two', name)).toBe('two');
      expect(() =>
        noted('three', () => {
          throw new Error('it fails');
        }),
      ).toThrow('it fails');
      expect(name()).toBe('one');
    });
    expect(name()).toBeUndefined();
  });

  it('distinguishes nodes and events', () => {
    const memory = beating();
    const message = (type: string) => ({ type: 'message', from: 'b', message: { type } }) as const;
    const events = [
      message('Vote'),
      message('Ballot'),
      { type: 'input', input: { type: 'Vote' } },
      { type: 'persisted', record: {} },
    ] as const;
    const names = ['a', 'b'].flatMap((node) =>
      [...events, ...events].map((event) => {
        began(stepNumber(node, event));
        return runningCall(memory)?.name;
      }),
    );
    expect([...new Set(names)]).toEqual([
      "node 'a' at message 'Vote'",
      "node 'a' at message 'Ballot'",
      "node 'a' at input 'Vote'",
      "node 'a' at persisted",
      "node 'b' at message 'Vote'",
      "node 'b' at message 'Ballot'",
      "node 'b' at input 'Vote'",
      "node 'b' at persisted",
    ]);
  });

  it('has one name for the calls for which there is no room', () => {
    const memory = beating();
    for (let at = 0; at < 5_000; at++) callNumber(`call number ${at} ${'of many '.repeat(5)}`);
    began(callNumber('one more '.repeat(10)));
    expect(runningCall(memory)?.name).toBe('a call into the code of the suite');
  });

  it('notes nothing without memory', () => {
    expect(callNumber('one')).toBe(0);
    expect(noted('one', () => 1)).toBe(1);
  });
});
