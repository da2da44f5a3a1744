/**
 * The text of an estimate (`explore --plan`): the size of a scope, and the time and memory of a complete
 * search.
 */
import {
  describeScope,
  type Estimate,
  type Range,
  type Subject,
  type Suite,
  subjectText,
} from '../checker/index.ts';
import { count, counted, type Palette, plain } from './text.ts';

/** An estimate, with measurements of time and memory. */
export interface ScopeEstimate {
  readonly suite: Suite;
  readonly scope: string;
  readonly subject: Subject;
  readonly estimate: Estimate;
  /** Milliseconds per transition at the end of the sample, when most local steps were memoised already. */
  readonly msEach: number;
  /** Megabytes that the process takes without any world. */
  readonly megabytes: number;
}

/**
 * Factors by which a transition may become cheaper after the sample, because new local steps become rarer.
 */
const cheaper = { least: 8, likely: 3, most: 1 };

/** The text of one estimate. */
export function estimateText(scopeEstimate: ScopeEstimate, palette: Palette = plain): string[] {
  const { suite, scope, subject, estimate, msEach, megabytes } = scopeEstimate;
  const { worlds, transitions, depth, sample, bytesEach } = estimate;
  const head = `${palette.bold(subjectText(subject))}, scope ${palette.bold(scope)}: ${describeScope(suite, scope)}`;
  const whole = `${counted(worlds.likely, 'world')}, ${counted(transitions.likely, 'transition')}, ${counted(depth, 'step')} deep`;
  if (estimate.isWhole) return [head, `  the sample covers the whole scope: ${whole}`];
  const seen = `${counted(sample.worlds, 'world')} of the first ${counted(sample.levels, 'level')}`;
  if (worlds.likely === Number.POSITIVE_INFINITY)
    return [
      head,
      depth === Number.POSITIVE_INFINITY
        ? `  the scope seems to be infinite: it still grows a thousand levels after ${seen}; add bounds, or limit views with 'within'`
        : `  ${seen} are too few for an estimate; --max-worlds allows a larger sample`,
    ];
  const range = (least: number, likely: number, most: number, text: (n: number) => string) =>
    `about ${text(likely)}, between ${text(least)} and ${text(most)}`;
  const of = ({ least, likely, most }: Range) => range(least, likely, most, roughly);
  const bytes = (n: number) => megabytes + (n * bytesEach) / 2 ** 20;
  const ms = (what: keyof Range) => (transitions[what] * msEach) / cheaper[what];
  return [
    head,
    `  estimated from ${seen}, and from a few worlds of each later level:`,
    '',
    `  worlds       ${of(worlds)}`,
    `  transitions  ${of(transitions)}`,
    `  steps deep   about ${count(depth)}`,
    `  memory       ${range(bytes(worlds.least), bytes(worlds.likely), bytes(worlds.most), megabytesText)}`,
    `  time         ${range(ms('least'), ms('likely'), ms('most'), durationText)}`,
  ];
}

/** `430,000`, `6.5 million`: two digits that count. */
function roughly(n: number): string {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(n)) - 1);
  const round = Math.round(n / unit) * unit;
  for (const [size, name] of [
    [1e12, 'trillion'],
    [1e9, 'billion'],
    [1e6, 'million'],
  ] as const)
    if (round >= size) return `${Number((round / size).toPrecision(2)).toLocaleString('en-US')} ${name}`;
  return count(round);
}

function megabytesText(megabytes: number): string {
  return megabytes < 1_000 ? `${Math.round(megabytes)} MB` : `${roughly(megabytes / 1_024)} GB`;
}

function durationText(ms: number): string {
  const s = ms / 1_000;
  if (s < 120) return `${s < 10 ? s.toFixed(1) : Math.round(s)} s`;
  if (s < 7_200) return `${Math.round(s / 60)} min`;
  return s < 172_800 ? `${Math.round(s / 3_600)} h` : `${roughly(s / 86_400)} days`;
}
