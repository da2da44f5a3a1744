/** Tests of a trace as data for the page: its steps, cards and messages agree with the trace. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Standing, TraceRecord } from '../checker/index.ts';
import { hostileRecord } from '../tests/support/hostile.ts';
import { raftRecord } from '../tests/support/traces.ts';
import { framesOf } from './frames.ts';
import { type PageCard, pageTraceOf } from './page-trace.ts';
import { value } from './text.ts';
import { outline } from './trace-text.ts';

/** The newest card of a node at a step. */
function cardAt(record: TraceRecord, node: string, at: number): PageCard {
  const { steps } = pageTraceOf(record);
  const cards = steps.slice(0, at + 1).flatMap(({ cards: all }) => all.filter((card) => card.node === node));
  return cards.at(-1) as PageCard;
}

function fieldsOf(standing: Standing): readonly (readonly [string, string])[] {
  if ('up' in standing) return Object.entries(standing.up).map(([name, data]) => [name, value(data)]);
  return 'down' in standing && standing.down !== undefined ? [['durable', value(standing.down)]] : [];
}

describe('a trace as data for the page', () => {
  it('has the cards of every node in every world, for hostile traces too', () => {
    fc.assert(
      fc.property(hostileRecord, (record) => {
        for (const [at, { standings }] of framesOf(record.trace).entries())
          for (const [node, standing] of standings) {
            const { fields } = cardAt(record, node, at);
            const shown = fields
              .filter(({ text }) => text !== 'undefined')
              .map(({ name, text }) => [name, text]);
            expect(shown).toEqual(fieldsOf(standing).filter(([, text]) => text !== 'undefined'));
          }
      }),
    );
  });

  it('marks what a step changed, nested parts too', () => {
    const record = raftRecord('bug:R3');
    const { steps } = pageTraceOf(record);
    const changes = steps
      .at(-1)
      ?.cards.flatMap(({ node, fields }) =>
        fields.flatMap((field) => (field.changes ?? []).map((change) => [node, change] as const)),
      );
    expect(changes).toContainEqual(['c', { path: 'role', before: 'candidate', after: 'leader' }]);
    expect(changes).toContainEqual([
      undefined,
      { path: 'elections[1]', before: 'Set {a}', after: 'Set {a, c}' },
    ]);
  });

  it('has the titles of the outline, and the messages of the steps that sent them', () => {
    const record = raftRecord('bug:R3');
    const { steps, messages } = pageTraceOf(record);
    expect(steps.map(({ title }) => title).slice(1)).toEqual(
      outline(record.trace).map((line) => line.replace(/^ *\d+ +/, '')),
    );
    expect(messages[0]).toEqual({ from: 'a', to: 'b', type: 'RequestVote', sentAt: 1, endedAt: 2 });
    expect(messages.filter(({ endedAt }) => endedAt === undefined)).not.toEqual([]);
  });

  it('shows the model beside the implementation where they diverge', () => {
    const { steps } = pageTraceOf(raftRecord('bug:R3/lockstep'));
    const diverged = steps.flatMap(({ cards }) => cards).filter((card) => card.divergence !== undefined);
    expect(diverged).toMatchObject([
      {
        node: 'a',
        divergence: {
          what: 'role',
          model: 'candidate',
          implementation: 'follower',
          parts: [{ path: 'role', before: 'candidate', after: 'follower' }],
        },
      },
    ]);
  });
});
