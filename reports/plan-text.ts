/** What a sample says of a whole scope, for people. */
import {
  describeScope,
  type Estimate,
  type Range,
  type Subject,
  type Suite,
  subjectText,
} from '../checker/index.ts';
import { count, counted, type Palette, plain } from './text.ts';

/** A plan, and what only a clock and the process can tell. */
export interface Planned {
  readonly suite: Suite;
  readonly scope: string;
  readonly subject: Subject;
  readonly plan: Estimate;
  /** Milliseconds that a transition took at the end of the sample, when most of what it needs had been looked up before. */
  readonly msEach: number;
  /** What the process takes without any world. */
  readonly megabytes: number;
}

/** Steps that machines take grow rarer the further a search comes: by so much a transition may become cheaper after the sample. */
const cheaper = { least: 8, likely: 3, most: 1 };

/** The block of one plan. */
export function planText(planned: Planned, palette: Palette = plain): string[] {
  const { suite, scope, subject, plan, msEach, megabytes } = planned;
  const { worlds, transitions, depth, sample, bytesEach } = plan;
  const head = `${palette.bold(subjectText(subject))}, scope ${palette.bold(scope)}: ${describeScope(suite, scope)}`;
  const whole = `${counted(worlds.likely, 'world')}, ${counted(transitions.likely, 'transition')}, ${counted(depth, 'step')} deep`;
  if (plan.isWhole) return [head, `  the sample was the whole scope: ${whole}`];
  const seen = `${counted(sample.worlds, 'world')} of the first ${counted(sample.levels, 'level')}`;
  if (worlds.likely === Number.POSITIVE_INFINITY)
    return [
      head,
      depth === Number.POSITIVE_INFINITY
        ? `  no end is in sight: ${seen} were seen, and a thousand levels on there is still more; bounds or a within are missing`
        : `  ${seen} are too few to tell; --max-states takes a larger sample`,
    ];
  const told = (least: number, likely: number, most: number, text: (n: number) => string) =>
    `about ${text(likely)}, between ${text(least)} and ${text(most)}`;
  const of = ({ least, likely, most }: Range) => told(least, likely, most, roughly);
  const bytes = (n: number) => megabytes + (n * bytesEach) / 2 ** 20;
  const ms = (what: keyof Range) => (transitions[what] * msEach) / cheaper[what];
  return [
    head,
    `  told from ${seen}, and a few worlds of those after them:`,
    '',
    `  worlds       ${of(worlds)}`,
    `  transitions  ${of(transitions)}`,
    `  steps deep   about ${count(depth)}`,
    `  memory       ${told(bytes(worlds.least), bytes(worlds.likely), bytes(worlds.most), megabytesText)}`,
    `  time         ${told(ms('least'), ms('likely'), ms('most'), durationText)}`,
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
