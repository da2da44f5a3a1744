/** Tests the monitor of reads, and the property that judges it. */
import { describe, expect, it } from 'vitest';
import { failure } from '../../checker/property/evaluate.ts';
import type { MonitorEvent } from '../../checker/semantics/system.ts';
import type { Raft } from '../../models/raft/messages.ts';
import { suite } from './index.ts';
import { freshReads } from './properties.ts';

type Happened = MonitorEvent<Raft>;
const asks = (node: string): Happened => ({ node, type: 'input', input: { type: 'read' } });
const answers = (node: string, number: number, index: number): Happened => ({
  ...{ node, type: 'output', output: { type: 'read', number, index } },
});
const commits = (node: string, index: number): Happened => ({
  ...{ node, type: 'output' },
  output: { type: 'committed', index, term: 1, value: 'v', inTerm: 1 },
});
const crashes = (node: string): Happened => ({ node, type: 'crash' });

/** The history after these events. */
function historyOf(...events: readonly Happened[]) {
  const { first, next } = suite.monitor as NonNullable<typeof suite.monitor>;
  return events.reduce<unknown>((history, event) => next(history, event), first) as { reads?: unknown };
}

/** Whether Fresh Reads holds after these events, and whether a read was answered. */
function judged(...events: readonly Happened[]) {
  const world = { views: new Map(), all: new Map(), history: historyOf(...events) } as never;
  const over = freshReads.over as never;
  return { holds: failure(over, world) === undefined, reads: historyOf(...events).reads };
}

describe('Fresh Reads', () => {
  it('is violated by an answer below an index that was committed when the read was asked for', () => {
    expect(judged(commits('b', 1), commits('b', 2), asks('a'), answers('a', 1, 1))).toEqual({
      holds: false,
      reads: new Map([['a', ['stale']]]),
    });
  });

  it('allows an answer below an index that was committed later', () => {
    expect(judged(commits('b', 1), asks('a'), commits('b', 2), answers('a', 1, 1)).holds).toBe(true);
  });

  it('judges the first answer of each read, by its number', () => {
    const asked = [asks('a'), commits('b', 1), asks('a')];
    expect(judged(...asked, answers('a', 2, 1), answers('a', 1, 0)).reads).toEqual(
      new Map([['a', ['fresh', 'fresh']]]),
    );
    expect(judged(...asked, answers('a', 2, 1), answers('a', 2, 0)).holds).toBe(true);
    expect(judged(...asked, answers('a', 2, 0)).holds).toBe(false);
  });

  it('forgets the reads of a server that crashes', () => {
    expect(judged(commits('b', 1), asks('a'), crashes('a'), answers('a', 1, 0)).holds).toBe(true);
    expect(judged(commits('b', 1), asks('a'), crashes('a'), asks('a'), answers('a', 1, 0)).holds).toBe(false);
  });

  it('keeps nothing where there are no reads', () => {
    expect('reads' in historyOf(commits('a', 1), crashes('a'))).toBe(false);
  });
});
