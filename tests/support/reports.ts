/** Arbitrary reports whose strings are special in every output format. */
import fc from 'fast-check';
import type { Check, PropertyReport, Report } from '../../reports/index.ts';
import { hostileText } from './hostile.ts';

const number = fc.nat(1_000);
const seconds = fc.constantFrom(0, 0.25, 61.5);
const stopped = fc.option(hostileText, { nil: undefined });

const promise: fc.Arbitrary<PropertyReport> = fc
  .record({
    name: hostileText,
    kind: fc.constantFrom('always' as const, 'step' as const, 'sometimes' as const, 'law' as const),
    says: hostileText,
    source: hostileText,
    verdict: fc.constantFrom(
      'holds' as const,
      'reached' as const,
      'violated' as const,
      'inconclusive' as const,
    ),
    because: hostileText,
    story: fc.array(hostileText, { maxLength: 3 }),
    trace: hostileText,
  })
  .map(({ because, story, trace, ...rest }) => ({
    ...rest,
    ...(rest.verdict === 'inconclusive' && { because }),
    ...(rest.verdict === 'violated' && { counterexample: { steps: story.length, story, trace } }),
  }));

const configuration = { protocol: hostileText, subject: hostileText, scope: hostileText, says: hostileText };

const check: fc.Arbitrary<Check> = fc.oneof(
  fc.record({
    kind: fc.constant('exploration' as const),
    ...configuration,
    worlds: number,
    transitions: number,
    unchanged: number,
    depth: number,
    cuts: number,
    quiescent: number,
    coverage: fc.record({
      actions: fc.constant({ deliver: 1 }),
      never: fc.array(hostileText, { maxLength: 2 }),
    }),
    seconds,
    stopped,
    properties: fc.array(promise, { maxLength: 3 }),
  }),
  fc.record({
    kind: fc.constant('schedules' as const),
    ...configuration,
    schedules: number,
    actions: number,
    taken: fc.constant({ deliver: 1 }),
    strategies: fc.dictionary(hostileText, number, { maxKeys: 2 }),
    statistics: fc.dictionary(hostileText, fc.dictionary(hostileText, number, { maxKeys: 2 }), {
      maxKeys: 2,
    }),
    seconds,
    stopped,
    properties: fc.array(promise, { maxLength: 3 }),
  }),
  fc.record({
    kind: fc.constant('codec' as const),
    protocol: hostileText,
    subject: hostileText,
    says: hostileText,
    source: hostileText,
    streams: number,
    seconds,
    stopped,
    properties: fc.array(promise, { maxLength: 3 }),
  }),
  fc.record({
    kind: fc.constant('regression' as const),
    ...configuration,
    trace: hostileText,
    seconds,
    properties: fc.array(promise, { minLength: 1, maxLength: 1 }),
  }),
  fc
    .array(
      fc.record({
        subject: hostileText,
        scope: hostileText,
        worlds: number,
        seconds,
        stopped,
        property: promise,
      }),
      {
        minLength: 1,
        maxLength: 2,
      },
    )
    .chain((hunts) =>
      fc.record({
        kind: fc.constant('bug' as const),
        protocol: hostileText,
        id: hostileText,
        says: hostileText,
        source: hostileText,
        equivalent: fc.option(hostileText, { nil: undefined }),
        caught: fc.constant(hunts.every(({ property }) => property.verdict === 'violated')),
        hunts: fc.constant(hunts),
      }),
    ),
  fc.record({
    kind: fc.constant('refutation' as const),
    protocol: hostileText,
    id: hostileText,
    says: hostileText,
    source: hostileText,
    subject: hostileText,
    scope: hostileText,
    worlds: number,
    seconds,
    stopped,
    shortest: fc.oneof(number, fc.record({ stem: number, loop: number })),
    outcome: fc.constantFrom(
      'refuted' as const,
      'length differs' as const,
      'not refuted' as const,
      'inconclusive' as const,
    ),
    property: promise,
  }),
);

export const hostileReport: fc.Arbitrary<Report> = fc.record(
  {
    format: fc.constant('swarmcheck-report' as const),
    version: fc.constant(1 as const),
    tool: fc.constant('0.0.0'),
    seed: fc.constant('0x5eed'),
    verdict: fc.constantFrom(
      'all hold' as const,
      'broken' as const,
      'inconclusive' as const,
      'failed' as const,
    ),
    exit: fc.nat(4),
    failure: hostileText,
    seconds,
    checks: fc.array(check, { maxLength: 4 }),
  },
  { requiredKeys: ['format', 'version', 'tool', 'seed', 'verdict', 'exit', 'seconds', 'checks'] },
);

/** The common fields of a report of a run with a violated property. */
export const brokenRun = {
  format: 'swarmcheck-report',
  version: 1,
  tool: '',
  seed: '0x1',
  verdict: 'broken',
  exit: 1,
  seconds: 1,
} as const;
