/**
 * Tests the two links with the same programs of the shell: lines of any length, and each way in which a process
 * ends.
 */
import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Link } from '../../checker/actors/foreign/link.ts';
import { processesWith } from '../../tests/support/processes.ts';
import { PipeLink } from './pipe-link.ts';
import { hasNamedPipes } from './pipes.ts';
import { WorkerLink } from './worker-link.ts';

const links = [
  ['over a thread', WorkerLink],
  ...(hasNamedPipes() ? ([['over named pipes', PipeLink]] as const) : []),
] as const;

describe.each(links)('a link %s', (_, LinkTo) => {
  let link: Link;
  const open = (command: string, answerMs = 20_000) => {
    link = new LinkTo(command, { answerMs });
    return link;
  };
  afterEach(() => link.close());

  it('exchanges lines, one after the other, and long ones', () => {
    // An adapter reads a whole line before it answers.
    open(`node -e "require('readline').createInterface(process.stdin).on('line', (l) => console.log(l))"`);
    expect(link.isRunning).toBe(false);
    for (const line of ['one', 'two', 'x'.repeat(3_000_000), 'ä€😀'.repeat(50_000), 'last'])
      expect(link.exchange(line) === line).toBe(true);
    expect(link.isRunning).toBe(true);
    link.finish();
    expect(link.isRunning).toBe(false);
  });

  it('starts anew after the process has ended', () => {
    open('read line; echo "{$line}"; exit 3');
    expect(link.exchange('a')).toBe('{a}');
    expect(() => link.exchange('b')).toThrow('ended with exit code 3');
    expect(link.exchange('c')).toBe('{c}');
  });

  it.each([
    ['exit 0', 'ended with exit code 0'],
    ['echo full >&2; exit 28', 'ended with exit code 28; its last words: full'],
    ["sh -c 'kill -11 $$'", /ended by signal 11/],
    ['printf half; exit 6', 'ended with exit code 6'],
    ['./nonesuch', /ended with exit code 127; its last words: .*nonesuch.*not found/],
  ])('says how %s ended', (command, sentence) => {
    expect(() => open(command).exchange('hello')).toThrow(sentence);
  });

  it('ends a process that does not answer', () => {
    expect(() => open('sleep 1000', 500).exchange('hello')).toThrow('did not answer within 500 ms');
    expect(link.isRunning).toBe(false);
  });

  // A process that leaves the group is found where there is /proc.
  it.skipIf(!existsSync('/proc/self/environ'))('ends a descendant that left the process group', async () => {
    const seconds = String(100_000 + Math.floor(performance.now()));
    const isSleeping = () => processesWith(`sleep\0${seconds}`).length > 0;
    open(`setsid sleep ${seconds} & node -e "process.stdin.on('data', () => console.log('{}'))"`);
    expect(link.exchange('hello')).toBe('{}');
    await vi.waitFor(() => expect(isSleeping()).toBe(true), 10_000);
    link.close();
    await vi.waitFor(() => expect(isSleeping()).toBe(false), 10_000);
  });

  it('refuses a process that ends with an error when its input ends', () => {
    open('read line; echo got; cat > /dev/null; exit 5').exchange('a');
    expect(() => link.finish()).toThrow('ended with exit code 5');
  });
});
