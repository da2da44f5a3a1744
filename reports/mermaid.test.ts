/** Tests of Mermaid diagrams, read back by Mermaid. */
// @vitest-environment jsdom

import fc from 'fast-check';
import mermaid from 'mermaid';
import { describe, expect, it } from 'vitest';
import type { Trace, TraceRecord } from '../checker/index.ts';
import { hostileRecord } from '../tests/support/hostile.ts';
import { raftRecord } from '../tests/support/traces.ts';
import { mermaidText } from './mermaid.ts';

interface Message {
  readonly from?: string;
  readonly to?: string;
  readonly message: string;
}

/**
 * The messages, notes included, as Mermaid's own parser reads them, with line breaks and its spelling of
 * escapes undone.
 */
async function readBack(text: string): Promise<Message[]> {
  await mermaid.parse(text);
  const { db } = (await mermaid.mermaidAPI.getDiagramFromText(text)) as unknown as {
    db: { getMessages(): { from?: string; to?: string; message?: unknown }[] };
  };
  return db.getMessages().flatMap(({ message, ...rest }) =>
    typeof message === 'string' && rest.from !== undefined
      ? [
          {
            ...rest,
            message: message
              .replaceAll('<br/>', ' ')
              .replaceAll(/ﬂ°°(\d+)¶ß/g, (_, code) => String.fromCodePoint(Number(code))),
          },
        ]
      : [],
  );
}

function lengthOf({ trace }: TraceRecord): number {
  return 1 + trace.steps.length + trace.steps.flatMap(({ changes }) => linesOf(changes)).length;
}

/** A line for each node that came up or went down, and one for the fields of each other. */
function linesOf(changes: Trace['steps'][number]['changes']) {
  const fields = new Set(changes.flatMap((change) => ('field' in change ? [change.node] : [])));
  return [...changes.filter((change) => !('field' in change)), ...fields];
}

describe('Mermaid sequence diagram', () => {
  it('parses, with every step and change, for hostile strings too', async () => {
    await fc.assert(
      fc.asyncProperty(hostileRecord, async (record) => {
        const messages = await readBack(mermaidText(record));
        expect(messages).toHaveLength(lengthOf(record));
      }),
      { numRuns: 60 },
    );
  });

  it('is not confused by text that looks like an instruction', async () => {
    const record = raftRecord('bug:R3');
    const [step, ...steps] = record.trace.steps as [(typeof record.trace.steps)[0]];
    const changes = [{ node: 'wrap', field: 'x', before: 0, after: 1 }];
    const text = mermaidText({
      ...record,
      trace: { ...record.trace, steps: [{ ...step, changes }, ...steps] },
    });
    expect((await readBack(text))[1]?.message).toBe('wrap: x 0 -> 1');
  });

  it('shows each step with its nodes', async () => {
    const messages = await readBack(mermaidText(raftRecord('bug:R3')));
    expect(messages[2]).toMatchObject({
      from: 'n0',
      to: 'n1',
      message: '2. RequestVote {term: 1, lastLogIndex: 0, lastLogTerm: 0}',
    });
    expect(messages.at(-1)?.message).toBe(
      'Election Safety is violated: At most one leader is elected in a term.',
    );
  });

  it('leaves out the middle of a trace that is too long for Mermaid, with a note', async () => {
    const record = raftRecord('bug:R3');
    const steps = Array.from({ length: 600 }, () => record.trace.steps).flat();
    const text = mermaidText({ ...record, trace: { ...record.trace, steps } });
    expect(text.length).toBeLessThan(50_000);
    expect(await readBack(text)).toContainEqual(
      expect.objectContaining({ message: expect.stringMatching(/^\.\.\. 3\d\d\d steps are left out here$/) }),
    );
  });

  it('draws repeated steps in a loop', async () => {
    const record = raftRecord('bug:R3');
    const text = mermaidText({ ...record, trace: { ...record.trace, loop: 2 } });
    expect(text.split('\n').indexOf('  loop repeats for ever')).toBe(8);
    await readBack(text);
  });
});
