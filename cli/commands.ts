/** The commands `list`, `explore`, `replay` and `show`; each function returns the exit code. */
import { calling } from '../checker/actors/user-code.ts';
import {
  type CodecRecord,
  codecCheckOf,
  defaultScopeOf,
  isJudgedBySearch,
  propertyOf,
  refusePartialOrder,
  replayCodec,
  replayOf,
  scopeOf,
  scopesIn,
  selectPropertiesOrThrow,
  subjectOf,
  subjectText,
  systemOf,
  type TraceRecord,
  UsageError,
} from '../checker/index.ts';
import { codecRecordAt, traceAt, version } from '../checker/suite/trace-store.node.ts';
import { didYouMean } from '../checker/values/suggestions.ts';
import {
  codecRecordText,
  codecReplayText,
  htmlText,
  jsonText,
  listOf,
  pictureText,
  protocolHead,
  type Rendering,
  recordText,
  renderings,
  replayText,
  suiteText,
  testText,
  tracePageOf,
} from '../reports/index.ts';
import { playerScript } from '../reports/player.node.ts';
import { commandText, type Invocation } from '../reports/shell-command.ts';
import { defaultColumns, paragraph } from '../reports/table.ts';
import { Catalogue, refuseUnknownScope } from './catalogue.ts';
import { exploreScope } from './checks.ts';
import { estimateScope } from './estimate.ts';
import { type Exit, exits } from './exit.ts';
import { commandFor } from './invocation.ts';
import { type Options, showForms, strategyOf, subjectWord, withSymmetryOption } from './options.ts';
import { Output } from './output.ts';
import { runChecks } from './run-checks.ts';
import { importOf } from './suite-source.ts';

/** The text of `list` in a project without suites, before the protocols that come with swarmcheck. */
function noSuitesText(invocation: Invocation): string {
  return (
    'no suites of your own: there is no swarmcheck.config.ts in this folder or above it; these protocols come with swarmcheck, and are checked by name, ' +
    `for instance ${commandText(['verify', 'raft'], invocation)}`
  );
}

/** Lists protocols, scopes, properties, known bugs and refuted claims. */
export async function list(protocols: readonly string[], options: Options): Promise<Exit> {
  const catalogue = await Catalogue.of(options, false);
  const output = new Output(options);
  const hasNoSuites = protocols.length === 0 && catalogue.suites.length === 0;
  const suites = hasNoSuites ? catalogue.known : catalogue.all(protocols);
  if (options.format?.includes('json')) {
    output.document(jsonText(listOf(suites, version())));
    return exits.allHold;
  }
  output.lines(...catalogue.origin.flatMap((line) => [line, '']));
  if (hasNoSuites)
    output.lines(...paragraph(noSuitesText(output.invocation), output.columns ?? defaultColumns), '');
  for (const suite of suites) output.lines(...suiteText(suite, output.palette, output.columns), '');
  return exits.allHold;
}

/** Explores one subject in one scope. */
export async function explore(protocol: string | undefined, options: Options): Promise<Exit> {
  const catalogue = await Catalogue.of(options);
  const suite = protocol === undefined ? catalogue.only() : catalogue.named(protocol);
  refuseUnknownScope(suite, options.scope);
  const subject = subjectOf(suite, subjectWord(suite, options));
  const scope = options.scope ?? defaultScopeOf(suite, subject);
  if (options.plan) scopeOf(suite, scope);
  const systems = scopesIn(suite, scope).map((name) =>
    withSymmetryOption(systemOf(suite, name, subject), options),
  );
  strategyOf(options);
  if (options.plan) return estimateScope(suite, scope, subject, options);
  if (options.partialOrder) for (const system of systems) refusePartialOrder(system);
  const properties = selectPropertiesOrThrow(suite, subject, scope, options.property).filter(
    (property) => isJudgedBySearch(property) || options.property !== undefined,
  );
  if (properties.length === 0)
    throw new UsageError(
      `protocol '${suite.name}' has no property in scope ${scope} that a search can judge; draw schedules with ${commandFor(['fuzz', suite.name], options)}`,
    );
  return runChecks(options, async (run) => {
    run.output.lines(...catalogue.origin, '', ...protocolHead(suite, run.output.palette), '');
    return exploreScope(run, { suite, scope, subject }, properties)();
  });
}

/** Runs a recorded trace again. */
export async function replay(path: string, options: Options): Promise<Exit> {
  const codecRecord = codecRecordAt(path);
  if (codecRecord !== undefined) return replayStream(path, codecRecord, options);
  const record = traceAt(path);
  const suite = (await Catalogue.of(options)).named(record.protocol, `${path}: `);
  const subject = subjectOf(suite, options.subject ?? record.subject, subjectOf(suite, record.subject).side);
  const system = systemOf(suite, record.scope, subject);
  const property = propertyOf(suite, record.property.name);
  const result = replayOf({ system, property }, record, path);
  const output = new Output(options);
  const isWitness = property.kind === 'sometimes';
  output.report(
    result.verdict === (isWitness ? 'reproduced' : 'fixed'),
    replayText(record, subjectText(subject), result, output.palette, options.why),
  );
  switch (result.verdict) {
    case 'reproduced':
      return isWitness ? exits.allHold : exits.violated;
    case 'fixed':
      return isWitness ? exits.inconclusive : exits.allHold;
    default:
      return exits.inconclusive;
  }
}

/**
 * Runs the counterexample of a codec again, on the codec with the known bug if it has one. `--subject codec`
 * means the codec without it, and `--subject bug:G15` another bug.
 */
async function replayStream(path: string, record: CodecRecord, options: Options): Promise<Exit> {
  const suite = (await Catalogue.of(options)).named(record.protocol, `${path}: `);
  const { subject } = options;
  const named = /^(?:(?<correct>codec)|bug:(?<id>.+))$/i.exec(subject ?? '')?.groups;
  if (subject !== undefined && named === undefined)
    throw new UsageError(
      `${path} has a stream of codec '${record.codec}', for which there is no --subject '${subject}'; name codec, or bug: and a known bug of it`,
    );
  const bug = named === undefined ? record.bug : named.id;
  const check = codecCheckOf(suite, record.codec, bug);
  if (check.name !== record.codec.toLowerCase())
    throw new UsageError(
      `${path} has a stream of codec '${record.codec}', but bug ${check.bug} is a mistake in codec '${check.name}'; name another --subject`,
    );
  const result = calling(`codec '${check.name}' of suite '${suite.name}'`, () =>
    replayCodec(check.name, check.codec, record),
  );
  const output = new Output(options);
  output.report(result.verdict === 'fixed', codecReplayText(record, check.bug, result, output.palette));
  const codes = { reproduced: exits.violated, fixed: exits.allHold, stale: exits.inconclusive } as const;
  return codes[result.verdict];
}

/**
 * Prints or draws a recorded trace without running it. For `--as test` the suite must be found, because the
 * test imports it.
 */
export async function show(path: string, options: Options): Promise<Exit> {
  const output = new Output(options);
  const codecRecord = codecRecordAt(path);
  if (codecRecord !== undefined) {
    if (options.as !== 'text')
      throw new UsageError(
        `${path} has a stream of a codec, which has no form '${options.as}'; leave out --as`,
      );
    output.report(false, codecRecordText(codecRecord, output.palette));
    return exits.allHold;
  }
  const record = traceAt(path);
  if (options.as === 'text') output.report(false, recordText(record, output.palette, options.why));
  else if (options.as === 'test') {
    const source = importOf((await Catalogue.of(options, false)).named(record.protocol, `${path}: `));
    output.document(`${testText(record, source).join('\n')}\n`);
  } else if (options.as === 'html') {
    const { known } = await Catalogue.of(options, false);
    const page = tracePageOf(record, (protocol) => known.find(({ name }) => name === protocol));
    output.document(htmlText(page, playerScript()));
  } else if (Object.hasOwn(renderings, options.as))
    output.document(renderings[options.as as Rendering](record));
  else output.document(await pictureOf(record, options));
  return exits.allHold;
}

/**
 * Draws a trace by a picture of its suite.
 *
 * @throws UsageError if the suite has no picture of that name.
 */
async function pictureOf(record: TraceRecord, options: Options): Promise<string> {
  const { as, protocol } = { ...options, ...record };
  const suite = (await Catalogue.of(options, false)).known.find(({ name }) => name === protocol);
  const { pictures = {} } = suite ?? {};
  const picture = Object.hasOwn(pictures, as) ? pictures[as] : undefined;
  if (picture !== undefined)
    return calling(`picture '${as}' of suite '${protocol}'`, () => pictureText(record, picture));
  const names = Object.keys(pictures);
  const why = names.length === 0 ? ', whose suite has no picture' : '';
  throw new UsageError(
    `there is no --as '${as}' for protocol '${protocol}'${why}; ${didYouMean(as, [...showForms, ...names])}`,
  );
}
