/** Tests of JUnit XML, read back by an XML parser. */
import fc from 'fast-check';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { brokenRun, hostileReport } from '../tests/support/reports.ts';
import { junitText } from './junit.ts';
import { type Check, isExpected, type PropertyReport, type Report } from './report.ts';

interface Case {
  readonly '@_name': string;
  readonly failure?: { readonly '#text'?: string; readonly '@_message': string };
  readonly skipped?: object;
  readonly error?: object;
}

interface Counts {
  readonly '@_tests': string;
  readonly '@_failures': string;
  readonly '@_errors': string;
  readonly '@_skipped': string;
}

/** The document as another reader of XML sees it. */
function readBack(xml: string): { root: Counts; cases: Case[] } {
  expect(XMLValidator.validate(xml)).toBe(true);
  const parser = new XMLParser({
    ignoreAttributes: false,
    trimValues: false,
    parseAttributeValue: false,
    parseTagValue: false,
    processEntities: { enabled: true, maxTotalExpansions: 100_000 },
    isArray: (name) => name === 'testsuite' || name === 'testcase',
  });
  const { testsuites: root } = parser.parse(xml) as {
    testsuites: Counts & { testsuite?: ({ testcase?: Case[] } & Counts)[] };
  };
  const cases = (root.testsuite ?? []).flatMap(({ testcase = [] }) => testcase);
  return { root, cases };
}

function promisesIn(checks: readonly Check[]): PropertyReport[] {
  return checks.flatMap((check) => (isExpected(check) ? [] : check.properties));
}

function countOf(report: Report) {
  const promises = promisesIn(report.checks);
  const all = report.checks.filter((check) => check.kind === 'bug');
  const bugs = all.filter(({ equivalent }) => equivalent === undefined);
  const wronged = all.filter(({ equivalent, caught }) => equivalent !== undefined && caught);
  const cut = bugs.filter(({ hunts }) =>
    hunts.some(({ stopped, property }) => stopped !== undefined && property.verdict !== 'violated'),
  );
  const claims = report.checks.filter((check) => check.kind === 'refutation');
  const claimsWith = (...outcomes: readonly string[]) =>
    claims.filter(({ outcome }) => outcomes.includes(outcome)).length;
  const errors = report.failure === undefined ? 0 : 1;
  const isOpen = errors === 0 && report.verdict === 'inconclusive' && (report.reasons ?? []).length > 0;
  const open = isOpen ? 1 : 0;
  const missed =
    bugs.filter(({ caught }) => !caught).length -
    cut.length +
    wronged.length +
    claimsWith('length differs', 'not refuted');
  return {
    '@_tests': String(promises.length + all.length + claims.length + errors + open),
    '@_failures': String(promises.filter(({ verdict }) => verdict === 'violated').length + missed),
    '@_errors': String(errors),
    '@_skipped': String(
      promises.filter(({ verdict }) => verdict === 'inconclusive').length +
        cut.length +
        claimsWith('inconclusive') +
        open,
    ),
  };
}

describe('JUnit XML', () => {
  it('has a case for each property, bug and refuted claim, with its result, for hostile strings too', () => {
    fc.assert(
      fc.property(hostileReport, (report) => {
        const { root, cases } = readBack(junitText(report));
        expect(root).toMatchObject(countOf(report));
        expect(cases).toHaveLength(Number(root['@_tests']));
        expect(cases.filter(({ failure }) => failure !== undefined)).toHaveLength(Number(root['@_failures']));
        expect(cases.filter(({ skipped }) => skipped !== undefined)).toHaveLength(Number(root['@_skipped']));
      }),
    );
  });

  it('has a suite of refuted claims, in which a claim fails that is not refuted', () => {
    const claim = {
      kind: 'refutation',
      ...{ protocol: 'chord', id: 'O1', says: 'Says so.', source: '', subject: 'refuted:O1' },
      ...{ scope: 'original', worlds: 95, seconds: 0.1, shortest: { stem: 3, loop: 1 } },
      property: { name: 'Safe', kind: 'always', says: '', source: '', verdict: 'violated' },
    } as const;
    const counterexample = { steps: 5, story: ['1  a'] };
    const { cases } = readBack(
      junitText({
        ...brokenRun,
        checks: [
          { ...claim, outcome: 'refuted' },
          { ...claim, outcome: 'length differs', property: { ...claim.property, counterexample } },
          { ...claim, outcome: 'not refuted', property: { ...claim.property, verdict: 'holds' } },
        ],
      }),
    );
    expect(cases.map(({ failure }) => failure?.['@_message'])).toEqual([
      undefined,
      'the length differs: the suite gives stem 3, loop 1',
      'not refuted: Safe holds',
    ]);
  });

  it('has the exact text of the counterexample and of the replay command', () => {
    const counterexample = { steps: 1, trace: 'out/x.trace.json', story: ['1  a <says> "&" ]]> b'] };
    const property = {
      name: 'Kept',
      kind: 'always',
      says: 'It is "kept" & <safe>.',
      source: '',
      verdict: 'violated',
    };
    const figures = {
      worlds: 1,
      transitions: 1,
      unchanged: 0,
      depth: 1,
      cuts: 0,
      quiescent: 0,
      seconds: 0.1,
      coverage: { actions: {}, never: [] },
    };
    const { cases } = readBack(
      junitText({
        ...brokenRun,
        checks: [
          {
            ...{
              kind: 'exploration',
              protocol: 'p',
              subject: 'model',
              scope: 'default',
              says: '',
              ...figures,
            },
            properties: [{ ...property, counterexample } as PropertyReport],
          },
        ],
      }),
    );
    expect(cases[0]?.failure).toMatchObject({
      '@_message': 'It is "kept" & <safe>. Violated in 1 step.',
      '#text': '1  a <says> "&" ]]> b\n\nnpx swarmcheck replay out/x.trace.json',
    });
  });
});
