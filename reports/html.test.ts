/** Tests of the page as a file: its policy, its data, what may be in them, and its size. */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Suite } from '../checker/suite/suite.ts';
import { traceAt } from '../checker/suite/trace-store.node.ts';
import { suites } from '../properties/index.ts';
import { hostileRecord } from '../tests/support/hostile.ts';
import { raftRecord } from '../tests/support/traces.ts';
import { htmlText, type PageData, tracePageOf } from './html.ts';
import { playerScript } from './player.node.ts';

const suiteNamed = (protocol: string) => suites.find(({ name }) => name === protocol) as Suite | undefined;
const kibibytes = (text: string) => gzipSync(text, { level: 9 }).length / 1_024;

/** The data that the player reads. */
function dataIn(page: string): PageData {
  const text = /<script type="application\/json" id="data">(?<json>.*?)<\/script>/s.exec(page)?.groups?.json;
  return JSON.parse(text ?? '') as PageData;
}

describe('the page as a file', () => {
  it('allows its own script and style by their hashes, and no request', () => {
    const page = htmlText(tracePageOf(raftRecord('bug:R3'), suiteNamed), playerScript());
    const policy = /Content-Security-Policy" content="(?<policy>[^"]+)"/.exec(page)?.groups?.policy ?? '';
    const hash = (text: string | undefined) =>
      `'sha256-${createHash('sha256')
        .update(text ?? '')
        .digest('base64')}'`;
    const script = /<script type="module">(?<text>.*?)<\/script>/s.exec(page)?.groups?.text;
    const style = /<style>(?<text>.*?)<\/style>/s.exec(page)?.groups?.text;
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `script-src ${hash(script)}`,
      `style-src ${hash(style)}`,
      'worker-src blob:',
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(page).not.toMatch(/<(?:link|img|iframe|base|form|object|embed)\b|\bsrc=|\bstyle=/);
  });

  it('has its data as they are, for hostile traces too', () => {
    fc.assert(
      fc.property(hostileRecord, (record) => {
        const data = tracePageOf(record, suiteNamed);
        const page = htmlText(data, 'script');
        expect(page.match(/<script/g)).toHaveLength(2);
        expect(page.match(/<\/script/g)).toHaveLength(2);
        expect(dataIn(page).traces[0]?.steps).toHaveLength(record.trace.steps.length + 1);
      }),
    );
  });

  it('escapes invisible characters and those that change the direction of text', () => {
    const record = raftRecord('bug:R3');
    const property = { ...record.property, says: 'right\u202eto left' };
    const [trace] = dataIn(htmlText(tracePageOf({ ...record, property }, suiteNamed), '')).traces;
    expect(trace?.property.says).toBe('right\\u{202e}to left');
  });

  it('takes at most 25 KiB for the player, and 40 with a trace of 40 steps (gzip)', () => {
    expect(kibibytes(playerScript())).toBeLessThan(25);
    const record = traceAt('regressions/raft/R14.trace.json');
    const { steps } = record.trace;
    const long = { ...record, trace: { ...record.trace, steps: Array(4).fill(steps).flat().slice(0, 40) } };
    expect(long.trace.steps).toHaveLength(40);
    expect(kibibytes(htmlText(tracePageOf(long, suiteNamed), playerScript()))).toBeLessThan(40);
  });
});
