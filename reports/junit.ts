/** A report as JUnit XML, in the dialect that Jenkins, GitLab and the common GitHub actions read. */
import { lengthText } from './refuted-text.ts';
import {
  type Check,
  type Expected,
  isExpected,
  isMissed,
  type PropertyReport,
  type Report,
} from './report.ts';
import { type Invocation, localInvocation, replayCommand } from './shell-command.ts';
import { counted } from './text.ts';
import { append, element, indented, xmlFileText } from './xml.ts';

/** One test case; it passed if it has no `skipped`, `failure` or `error`. */
interface Case {
  readonly name: string;
  readonly skipped?: string;
  readonly failure?: { readonly message: string; readonly type: string; readonly story: string };
  readonly error?: string;
}

/** One test suite: a check, or the known bugs or refuted claims of a protocol. */
interface Cases {
  readonly name: string;
  readonly seconds: number;
  readonly figures: Readonly<Record<string, string | number>>;
  readonly cases: readonly Case[];
}

/** The text of a JUnit XML file; `invocation` gives the beginning and quoting of its commands. */
export function junitText(report: Report, invocation: Invocation = localInvocation): string {
  const suites = [...suitesOf(report.checks, invocation), ...endOf(report)];
  const root = element('testsuites', {
    name: 'swarmcheck',
    ...countsOf(suites.flatMap(({ cases }) => cases)),
    time: timeOf(report.seconds),
  });
  for (const { name, seconds, figures, cases } of suites) {
    const suite = append(root, 'testsuite', { name, ...countsOf(cases), time: timeOf(seconds) });
    const properties = append(suite, 'properties');
    for (const [figure, value] of Object.entries({ seed: report.seed, ...figures }))
      append(properties, 'property', { name: figure, value });
    for (const one of cases) {
      const node = append(suite, 'testcase', { classname: name.replaceAll('/', '.'), name: one.name });
      if (one.skipped !== undefined) append(node, 'skipped', { message: one.skipped });
      if (one.error !== undefined) append(node, 'error', { message: one.error, type: 'failed' }, one.error);
      if (one.failure !== undefined) {
        const { message, type, story } = one.failure;
        append(node, 'failure', { message, type }, story);
      }
    }
  }
  return xmlFileText(indented(root)).replace('?>', '?>\n');
}

/** One suite for the known bugs of a protocol, one for its refuted claims, and one for each other check. */
function suitesOf(checks: readonly Check[], invocation: Invocation): Cases[] {
  const suites = checks.flatMap((check): Cases[] => {
    if (isExpected(check)) return [];
    if (check.kind === 'codec') return [codecCases(check, invocation)];
    const { kind, protocol, subject, scope, adapter, says, seconds, properties } = check;
    const figures =
      kind === 'exploration'
        ? { worlds: check.worlds, transitions: check.transitions, depth: check.depth, cuts: check.cuts }
        : kind === 'schedules'
          ? { schedules: check.schedules, actions: check.actions }
          : { trace: check.trace };
    const name = `${protocol}/${subject}/${scope}${kind === 'exploration' ? '' : `/${kind}`}`;
    return [
      {
        name,
        seconds,
        figures: { scope: says, ...(adapter !== undefined && { adapter }), ...figures },
        cases: properties.map((one) => propertyCase(one, invocation)),
      },
    ];
  });
  const bugs = checks.filter((check) => check.kind === 'bug');
  const claims = checks.filter((check) => check.kind === 'refutation');
  return [
    ...suites,
    ...expectedCases('known bugs', bugs, bugCase, ({ hunts }) => hunts),
    ...expectedCases('refuted claims', claims, refutationCase, (claim) => [claim]),
  ];
}

/** One suite for a codec, with a case for each law. */
function codecCases(check: Extract<Check, { kind: 'codec' }>, invocation: Invocation): Cases {
  const { protocol, subject, says, streams, seconds, properties } = check;
  return {
    name: `${protocol}/${subject}`,
    seconds,
    figures: { codec: says, streams },
    cases: properties.map((one) => propertyCase(one, invocation)),
  };
}

/** One suite of cases for each protocol. */
function expectedCases<C extends Expected>(
  what: string,
  checks: readonly C[],
  caseOf: (check: C) => Case,
  timed: (check: C) => readonly { readonly seconds: number }[],
): Cases[] {
  return [...new Set(checks.map(({ protocol }) => protocol))].map((protocol) => {
    const all = checks.filter((check) => check.protocol === protocol);
    const seconds = all.flatMap(timed).reduce((sum, one) => sum + one.seconds, 0);
    return { name: `${protocol}/${what}`, seconds, figures: {}, cases: all.map(caseOf) };
  });
}

function propertyCase(
  { name, kind, says, verdict, because, counterexample, members, scope }: PropertyReport,
  invocation: Invocation,
): Case {
  if (verdict === 'inconclusive') return { name, skipped: because ?? says };
  if (verdict !== 'violated' || counterexample === undefined) return { name };
  const replay =
    counterexample.trace === undefined ? [] : ['', replayCommand(counterexample.trace, invocation)];
  const many = members === undefined ? '' : ` (${members.count} of ${counted(members.of, 'member')})`;
  const where = scope === undefined ? '' : ` in ${scope}${many}`;
  return {
    name,
    failure: {
      message: `${says} Violated in ${counted(counterexample.steps, kind === 'law' ? 'chunk' : 'step')}${where}.`,
      type: kind,
      story: [...counterexample.story, ...replay].join('\n'),
    },
  };
}

function bugCase(check: Extract<Check, { kind: 'bug' }>): Case {
  const { id, says, equivalent, hunts } = check;
  const name = `${id} ${says}`;
  if (!isMissed(check)) return { name };
  if (equivalent !== undefined)
    return {
      name,
      failure: {
        message: `caught, but the suite declares it equivalent: ${equivalent}`,
        type: 'bug',
        story: '',
      },
    };
  const missed = hunts.filter(({ property }) => property.verdict !== 'violated');
  const reasons = missed.map(
    ({ subject, property }) => `${subject}: ${property.because ?? property.verdict}`,
  );
  if (missed.some(({ stopped }) => stopped !== undefined)) return { name, skipped: reasons.join('; ') };
  return { name, failure: { message: `not caught: ${reasons.join('; ')}`, type: 'bug', story: '' } };
}

function refutationCase(check: Extract<Check, { kind: 'refutation' }>): Case {
  const { id, says, outcome, property, shortest } = check;
  const name = `${id} ${says}`;
  if (outcome === 'refuted') return { name };
  const { because, verdict, counterexample } = property;
  if (outcome === 'inconclusive') return { name, skipped: because ?? verdict };
  const message =
    counterexample === undefined
      ? `not refuted: ${property.name} holds`
      : `the length differs: the suite gives ${lengthText(shortest)}`;
  return { name, failure: { message, type: 'refutation', story: counterexample?.story.join('\n') ?? '' } };
}

/** A case for a run without verdict, because there may be no check that could carry the reason. */
function endOf({ verdict, failure, reasons = [], seconds }: Report): Cases[] {
  const isInconclusive = verdict === 'inconclusive' && reasons.length > 0;
  const how =
    failure !== undefined ? { error: failure } : isInconclusive ? { skipped: reasons.join('; ') } : undefined;
  return how === undefined
    ? []
    : [{ name: 'swarmcheck', seconds, figures: {}, cases: [{ name: 'reaches a verdict', ...how }] }];
}

function countsOf(cases: readonly Case[]) {
  const count = (how: keyof Case) => cases.filter((one) => one[how] !== undefined).length;
  return {
    tests: cases.length,
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
  };
}

function timeOf(seconds: number): string {
  return seconds.toFixed(3);
}
