/** Tests of the annotations and the summary for GitHub, read back by a parser of their format. */
import fc from 'fast-check';
import { XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { brokenRun, hostileReport } from '../tests/support/reports.ts';
import { raftRecord } from '../tests/support/traces.ts';
import { annotationsText, summaryText } from './github.ts';
import type { Report } from './report.ts';

/** As the runner reads a workflow command. */
function commandOf(line: string) {
  const { kind, title, message } =
    /^::(?<kind>error|warning) title=(?<title>[^,]*?)::(?<message>.*)$/.exec(line)?.groups ?? {};
  const plain = (text = '') =>
    text
      .replaceAll('%3A', ':')
      .replaceAll('%2C', ',')
      .replaceAll('%0A', '\n')
      .replaceAll('%0D', '\r')
      .replaceAll('%25', '%');
  return { kind, title: plain(title), message: plain(message) };
}

const report: Report = {
  ...brokenRun,
  checks: [
    {
      ...{ kind: 'exploration', protocol: 'raft', subject: 'bug:R3', scope: 'one-term', says: '' },
      ...{ worlds: 387, transitions: 752, unchanged: 231, depth: 6, cuts: 75, quiescent: 0, seconds: 0.1 },
      coverage: { actions: {}, never: [] },
      properties: [
        {
          ...{
            name: 'Safe: 100%, always',
            kind: 'always',
            says: 'Says so.',
            source: '',
            verdict: 'violated',
          },
          counterexample: { steps: 1, trace: 'R3.trace.json', story: ['1  a & b <do> it'] },
        },
      ],
    },
  ],
};

describe('GitHub', () => {
  it('gets one line per annotation, at most ten of a kind, for hostile strings too', () => {
    fc.assert(
      fc.property(hostileReport, (hostile) => {
        const lines = annotationsText(hostile);
        for (const line of lines) expect(line).toMatch(/^::(error|warning) title=[^:,\r\n]*::[^\r\n]*$/);
        expect(lines.length).toBeLessThanOrEqual(20);
      }),
    );
  });

  it('reads back the text of an annotation', () => {
    expect(annotationsText(report).map(commandOf)).toEqual([
      {
        kind: 'error',
        title: 'Safe: 100%, always is violated (raft, bug:R3, scope one-term)',
        message: 'Says so.\n\n1  a & b <do> it',
      },
    ]);
  });

  it('gets an error for a claim exactly if it is not refuted', () => {
    const claim = {
      kind: 'refutation',
      ...{ protocol: 'chord', id: 'O1', says: 'Says so.', source: '', subject: 'refuted:O1' },
      ...{ scope: 'original', worlds: 95, seconds: 0.1, shortest: 5 },
      property: { name: 'Safe', kind: 'always', says: '', source: '', verdict: 'violated' },
    } as const;
    const checks = (['refuted', 'length differs'] as const).map((outcome) => ({ ...claim, outcome }));
    expect(annotationsText({ ...report, checks }).map(commandOf)).toEqual([
      { kind: 'error', title: 'chord: refuted claim O1: length differs', message: 'Says so.' },
    ]);
    const text = summaryText({ ...report, checks }, new Map());
    expect(text).toContain('<td>chord: refuted claim O1</td><td>Says so.</td><td>refuted</td>');
    expect(text).toContain('<td>Says so.</td><td>LENGTH DIFFERS</td>');
  });

  it('gets a summary with valid markup for hostile strings', () => {
    fc.assert(
      fc.property(hostileReport, (hostile) => {
        const html = summaryText(hostile, new Map()).replaceAll(/\n\n+/g, '');
        expect(XMLValidator.validate(`<summary>${html}</summary>`)).toBe(true);
      }),
    );
  });

  it('gets a drawing of the first counterexample, and the text of each', () => {
    const text = summaryText(report, new Map([['R3.trace.json', raftRecord('bug:R3')]]));
    expect(text).toContain('<h3>swarmcheck: violated</h3>');
    expect(text).toContain('<td>raft, bug:R3, scope one-term</td><td>387 worlds, 0.1 s</td>');
    expect(text).toMatch(/```mermaid\nsequenceDiagram\n[\s\S]*\n```\n/);
    expect(text).toContain('1  a &amp; b &lt;do> it');
  });
});
