/**
 * The checks of codecs: each law on drawn streams, and the known bugs of codecs, which the laws must catch.
 */
import type { CodecBugCheck, CodecCheck, Suite } from '../checker/index.ts';
import {
  type CheckedCodec,
  codecBugReport,
  codecBugText,
  codecReport,
  codecText,
  violatedLaw,
} from '../reports/index.ts';
import { type BriefLayout, type CaughtLines, codecLine } from '../reports/verify-text.ts';
import type { CheckOutcome, CodecBugOutcome, PendingCheck, PendingCodecBug, RunContext } from './checks.ts';
import { exits } from './exit.ts';

/** Streams that `verify` draws for each codec. */
export const codecStreams = 2_000;
/** The most streams that are drawn for a known bug of a codec. */
export const codecBugStreams = 5_000;

function inBlock(brief: BriefLayout | undefined, lines: readonly string[]): readonly string[] {
  return brief === undefined ? ['', ...lines] : ['', ...lines, ''];
}

/** Prints and reports one checked codec; returns its outcome. */
export function reportCodec(
  { output, checks }: RunContext,
  checked: CheckedCodec,
  brief?: BriefLayout,
): CheckOutcome {
  const { suite, check, result } = checked;
  const violated = result.laws.filter(({ verdict }) => verdict === 'violated');
  const exit =
    violated.length > 0 ? exits.violated : result.stopped !== undefined ? exits.inconclusive : exits.allHold;
  const isExpected = exit === exits.allHold;
  if (isExpected && brief !== undefined) output.lines(codecLine(checked, brief, output.palette));
  else {
    const text = codecText(checked, output.palette).map((one) => `  ${one}`);
    output.report(isExpected, inBlock(brief, text));
  }
  const files = output.keepCodec(checked);
  output.replayable(files);
  checks.push(codecReport(checked, files));
  return { exit, findings: violated.map(({ law }) => `${suite.name} codec ${check.name}: ${law}`) };
}

/** Checks codecs; the brief layout prints one line for each that violates nothing. */
export function checkCodecs(
  run: RunContext,
  suite: Suite,
  codecs: readonly CodecCheck[],
  brief?: BriefLayout,
): PendingCheck {
  const submitted = codecs.map((check) => run.pool.checkCodec(suite, check, codecStreams));
  return async () => {
    const outcomes: CheckOutcome[] = [];
    for (const pending of submitted) {
      const checked = await pending();
      if (checked === undefined) return [...outcomes, { exit: exits.inconclusive, findings: [] }];
      outcomes.push(reportCodec(run, checked, brief));
    }
    return outcomes;
  };
}

/** Submits the checks of known bugs of codecs, among which `catchBugs` prints them. */
export function submitCodecBugs(
  run: RunContext,
  suite: Suite,
  codecBugs: readonly CodecBugCheck[],
): readonly PendingCodecBug[] {
  return codecBugs.map((check) => {
    const pending = run.pool.checkCodec(suite, check, codecBugStreams);
    return {
      bug: check.bug,
      result: async (lines) => {
        const checked = await pending();
        return checked && reportCodecBug(run, check, checked, lines);
      },
    };
  });
}

/** Prints and reports one known bug of a codec: a line among `lines` if it was caught, else the whole text. */
export function reportCodecBug(
  { output, checks }: RunContext,
  { bug }: CodecBugCheck,
  checked: CheckedCodec,
  lines?: CaughtLines,
): CodecBugOutcome {
  const { suite, result } = checked;
  const { equivalent } = suite.codecBugs?.[bug] ?? {};
  const isCaught = violatedLaw(result) !== undefined;
  const isExpected = equivalent === undefined ? isCaught : !isCaught && result.stopped === undefined;
  if (isExpected && lines !== undefined) output.lines(lines.codecLine(bug, checked, output.columns));
  else
    output.report(isExpected, [
      ...(lines === undefined ? [] : ['']),
      ...codecBugText(bug, checked, output.palette),
      '',
    ]);
  const [file] = output.keepCodec(checked);
  checks.push(codecBugReport(bug, checked, file));
  return { outcome: outcomeOf(bug, checked, isExpected), isCaught, file };
}

function outcomeOf(bug: string, { suite, result }: CheckedCodec, isExpected: boolean): CheckOutcome {
  if (isExpected) return { exit: exits.allHold, findings: [] };
  const { equivalent } = suite.codecBugs?.[bug] ?? {};
  if (result.stopped !== undefined && violatedLaw(result) === undefined)
    return { exit: exits.inconclusive, findings: [`a limit ended the check of ${suite.name} ${bug}`] };
  const finding =
    equivalent === undefined ? 'was not caught' : 'was caught, although the suite declares it equivalent';
  return { exit: exits.inconclusive, findings: [`${suite.name} ${bug} ${finding}`] };
}
