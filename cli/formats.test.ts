/** Tests of the formats for programs, and of the renderings of a trace. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import type { PageData, Report } from '../reports/index.ts';
import { swarmcheck, userFolder } from '../tests/support/command.ts';
import { minimalSuite } from '../tests/support/minimal-suite.ts';
import { showForms } from './options.ts';

const house = join(import.meta.dirname, '..');
const schema = JSON.parse(readFileSync(join(house, 'schemas/report.schema.json'), 'utf8')) as object;
const isReport = new Ajv2020().compile(schema);

function reportOf(text: string): Report {
  const report = JSON.parse(text) as Report;
  expect(isReport(report), JSON.stringify(isReport.errors)).toBe(true);
  return report;
}

const bug = ['explore', 'raft', '--subject', 'bug:R3'];

describe('--format', () => {
  it('json alone takes standard output, and matches the published schema', () => {
    const { code, out } = swarmcheck([...bug, '--format', 'json']);
    expect(code).toBe(1);
    expect(reportOf(out)).toMatchObject({
      verdict: 'broken',
      exit: 1,
      seed: '0x5eed',
      checks: [
        {
          kind: 'exploration',
          properties: [
            {
              name: 'Election Safety',
              verdict: 'violated',
              counterexample: { steps: 6, trace: 'swarmcheck-out/raft/bugs/R3.trace.json' },
            },
          ],
        },
      ],
    });
  });

  it('has the counterexamples of other kinds, each with its own file', () => {
    const { out, folder } = swarmcheck([...bug, '--format', 'json', '--traces', '3']);
    const [checked] = reportOf(out).checks;
    const others = ['R3.2', 'R3.3'].map((name) => `swarmcheck-out/raft/bugs/${name}.trace.json`);
    expect(checked).toMatchObject({ properties: [{ others: others.map((trace) => ({ trace })) }] });
    for (const other of others) {
      const again = swarmcheck(['replay', join(folder, other)]);
      expect(again.code, again.out).toBe(1);
      expect(again.out).toContain('REPRODUCED');
    }
    expect(swarmcheck([...bug, '--traces', '2']).out).toContain('A counterexample of another kind: Step 6');
    expect(swarmcheck([...bug, '--traces', '2', '--order', 'bitstate']).err).toContain(
      '--traces needs a breadth-first search; leave out --order or --traces',
    );
  });

  it('has the order of a search that is not breadth-first', () => {
    const run = (...order: string[]) =>
      reportOf(swarmcheck([...bug, '--format', 'json', '--order', ...order]).out).checks[0];
    expect(run('depth-first')).toMatchObject({ order: { name: 'depth-first' } });
    expect(run('bitstate')).toMatchObject({ order: { name: 'bitstate', omission: expect.any(Number) } });
  });

  it('lists every check of a whole run', () => {
    const { code, out } = swarmcheck([
      'verify',
      'raft',
      '--scope',
      'one-term',
      '--property',
      'election-safety',
      '--format',
      'json',
    ]);
    const { checks, verdict } = reportOf(out);
    expect({ code, verdict }).toEqual({ code: 0, verdict: 'all hold' });
    const kinds = checks.map((check) => (check.kind === 'bug' ? check.id : `${check.kind} ${check.subject}`));
    expect(kinds).toEqual([
      'exploration model',
      'exploration lockstep',
      ...['storm-3', 'storm-5', 'storm-slow-disk'].flatMap(() =>
        ['model', 'implementation', 'lockstep'].map((side) => `schedules ${side}`),
      ),
      ...['R1', 'R2', 'R3', 'R8', 'R9', 'R10', 'R11', 'R12', 'R22a'],
    ]);
  });

  it('prints JUnit XML if it is the only format, and writes files if there are several', () => {
    const { out } = swarmcheck([...bug, '--format', 'junit']);
    expect(XMLValidator.validate(out)).toBe(true);
    const several = swarmcheck([...bug, '--format', 'text,json', '--format', 'junit']);
    expect(several.out).toContain('Election Safety is violated');
    expect(readdirSync(join(several.folder, 'swarmcheck-out')).sort()).toEqual([
      'junit.xml',
      'raft',
      'report.json',
    ]);
    reportOf(readFileSync(join(several.folder, 'swarmcheck-out/report.json'), 'utf8'));
  });

  it('has the failure of a run without verdict', () => {
    const folder = userFolder({
      'x.ts': minimalSuite.replace('state: true, effects: []', 'state: 1n / 0n, effects: []'),
    });
    const { code, out } = swarmcheck(['explore', '--suite', 'x.ts', '--format', 'json'], {}, folder);
    expect(code).toBe(4);
    expect(reportOf(out)).toMatchObject({
      verdict: 'failed',
      exit: 4,
      failure: expect.stringContaining('Division by zero'),
    });
  });

  it('writes a page of the run, with every counterexample', () => {
    const { out, folder } = swarmcheck([...bug, '--format', 'text,html']);
    expect(out).toContain('Election Safety');
    const page = readFileSync(join(folder, 'swarmcheck-out/report.html'), 'utf8');
    const json = /id="data">(?<json>.*?)<\/script>/s.exec(page)?.groups?.json;
    const { checks, traces } = JSON.parse(json ?? '') as PageData;
    const violated = checks?.flatMap(({ properties }) =>
      properties.filter(({ trace }) => trace !== undefined),
    );
    expect(violated).toMatchObject([
      {
        name: 'Election Safety',
        verdict: 'violated',
        file: 'swarmcheck-out/raft/bugs/R3.trace.json',
        trace: 0,
      },
    ]);
    expect(traces.map(({ subject, steps }) => [subject, steps.length])).toEqual([['bug:R3', 7]]);
    const alone = swarmcheck([...bug, '--format', 'html']);
    expect(alone.out).toMatch(/^<!doctype html>/);
    expect(alone.code).toBe(1);
  });

  it('names the page in the summary on GitHub', () => {
    const folder = userFolder();
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(folder, 'summary.md') };
    swarmcheck([...bug, '--format', 'text,html'], env, folder);
    expect(readFileSync(join(folder, 'summary.md'), 'utf8')).toContain('open swarmcheck-out/report.html of');
  });

  it('refuses an unknown format', () => {
    expect(swarmcheck(['verify', '--format', 'json,pdf'])).toMatchObject({
      code: 2,
      out: '',
      err: "swarmcheck: there is no --format 'pdf'; there is text, json, junit, html; write for instance --format text,junit\n",
    });
  });
});

describe('on GitHub', () => {
  it('annotates and summarises, beside any format', () => {
    const folder = userFolder();
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(folder, 'summary.md') };
    const { out, err } = swarmcheck([...bug, '--format', 'json'], env, folder);
    reportOf(out);
    expect(err).toMatch(/^::error title=Election Safety is violated/m);
    expect(readFileSync(join(folder, 'summary.md'), 'utf8')).toContain('```mermaid\nsequenceDiagram');
  });

  it('does so only there', () => {
    const folder = userFolder();
    const { err } = swarmcheck(bug, { GITHUB_STEP_SUMMARY: join(folder, 'summary.md') }, folder);
    expect(err).not.toContain('::error');
    expect(existsSync(join(folder, 'summary.md'))).toBe(false);
  });
});

describe('show --as', () => {
  it('writes each rendering', () => {
    const { folder } = swarmcheck(bug);
    const beginnings = {
      text: 'raft, bug:R3, scope one-term\n',
      mermaid: 'sequenceDiagram\n',
      itf: '{\n  "#meta": {\n    "format": "ITF"',
      shiviz: '(?<event>.*)',
      svg: '<?xml version="1.0" encoding="UTF-8"?><svg ',
      test: "import 'swarmcheck/vitest';\nimport { expect, it } from 'vitest';\nimport { suite } from 'swarmcheck/protocols/raft';",
      html: '<!doctype html>\n',
    };
    expect(Object.keys(beginnings)).toEqual(showForms);
    for (const [form, beginning] of Object.entries(beginnings)) {
      const { code, out, err } = swarmcheck(
        ['show', 'swarmcheck-out/raft/bugs/R3.trace.json', '--as', form],
        {},
        folder,
      );
      expect({ code, err, beginning: out.slice(0, beginning.length) }).toEqual({
        code: 0,
        err: '',
        beginning,
      });
    }
  });

  it('draws a picture of the suite', () => {
    const { folder } = swarmcheck(['explore', 'chord', '--subject', 'bug:C6']);
    const file = 'swarmcheck-out/chord/bugs/C6.trace.json';
    const { code, out, err } = swarmcheck(['show', file, '--as', 'ring'], {}, folder);
    const page = readFileSync(join(house, 'docs/chord-C6.svg'), 'utf8');
    expect({ code, out, err }).toEqual({ code: 0, out: page, err: '' });
    expect(swarmcheck(['show', file, '--as', 'rings'], {}, folder)).toMatchObject({
      code: 2,
      err: "swarmcheck: there is no --as 'rings' for protocol 'chord'; did you mean ring? there is text, mermaid, itf, shiviz, svg, test, html, ring\n",
    });
  });

  it.each([
    ['raft', "'raft'; there is text, mermaid, itf, shiviz, svg, test, html, log"],
    ['other', "'other', whose suite has no picture; there is text, mermaid, itf, shiviz, svg, test, html"],
  ])('refuses a picture that %s does not have', (protocol, rest) => {
    const { folder } = swarmcheck(bug);
    const file = join(folder, 'swarmcheck-out/raft/bugs/R3.trace.json');
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace('"protocol": "raft"', `"protocol": "${protocol}"`),
    );
    expect(swarmcheck(['show', file, '--as', 'pdf'], {}, folder)).toMatchObject({
      code: 2,
      out: '',
      err: `swarmcheck: there is no --as 'pdf' for protocol ${rest}\n`,
    });
  });
});
