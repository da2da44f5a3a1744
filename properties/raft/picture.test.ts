/** Tests of the log picture: roles, terms and votes as text, entries as squares with their term. */
import { describe, expect, it } from 'vitest';
import type { Frame, Mark } from '../../checker/suite/picture.ts';
import { framesOf } from '../../reports/frames.ts';
import { raftRecord } from '../../tests/support/traces.ts';
import { log } from './picture.ts';

const corner = { x: 0, y: 0 };
const words = (marks: readonly Mark[]) => marks.flatMap((mark) => mark.words ?? []);
const squares = (marks: readonly Mark[]) => marks.filter(({ element }) => element === 'rect');

describe('the log picture', () => {
  it('draws role, term, vote and entries of each server, and frames what is committed', () => {
    const frames = framesOf(raftRecord('bug:R14').trace);
    const { marks } = log.draw(frames);
    const last = marks(frames.at(-1) as Frame, corner);
    expect(words(last)).toEqual(expect.arrayContaining(['a', 'b', 'c', 'F', 'L', 't2', 'voted b', '1']));
    expect(squares(last).map(({ style }) => style['stroke-width'])).toEqual(expect.arrayContaining([0.8, 3]));
    expect(squares(marks(frames[0] as Frame, corner))).toEqual([]);
  });

  it('draws the durable record of a server that is down', () => {
    const frames = framesOf(raftRecord('bug:R1').trace);
    const { marks } = log.draw(frames);
    const crashed = frames.find(({ action }) => action?.type === 'crash') as Frame;
    expect(words(marks(crashed, corner))).toEqual(expect.arrayContaining(['down', 't1']));
  });

  it('says what it leaves out of a long log, and draws the end', () => {
    const entries = Array.from({ length: 9 }, (_, at) => ({ term: at + 1, value: 'v' }));
    const up = { ...{ role: 'leader', currentTerm: 9, votedFor: null, log: entries, commitIndex: 2 } };
    const frame: Frame = { standings: new Map([['a', { up }]]), messages: [] };
    const { legend, marks } = log.draw([frame]);
    expect(legend.at(-1)?.label).toBe('only the last 6 entries are drawn');
    expect(words(marks(frame, corner)).slice(-6)).toEqual(['4', '5', '6', '7', '8', '9']);
  });
});
