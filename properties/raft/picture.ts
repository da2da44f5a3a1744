/**
 * The log picture of a trace: one row for each server with its role, term and vote, and one square for each
 * entry of its log. The number in a square is the entry's term; a committed entry has a thick frame. A name
 * over a square of a leader's row is the match index of that server.
 */
import type { NodeId } from '../../checker/actors/actor.ts';
import type { Standing } from '../../checker/semantics/world.ts';
import { colours, type Frame, type Mark, type Picture, type Point } from '../../checker/suite/picture.ts';
import type { RaftDurable, RaftView } from '../../models/raft/messages.ts';

const widthPx = 292;
const rowPx = 34;
const squarePx = 20;
/** The width of the columns of name, role, term and vote. */
const headPx = 148;
/** The most rows and entries that a picture shows. */
const serversMax = 7;
const entriesMax = 6;

const { ink, grey, red } = colours;
/** The colours of terms; later terms begin again. The number in the square is the term itself. */
const termColours = ['#ddf4ff', '#fff8c5', '#dafbe1', '#fbefff', '#ffebe9'] as const;

/** Draws each world of a trace as the logs of its servers. */
export const log: Picture = {
  widthPx,
  heightPx: serversMax * rowPx,
  draw: (frames) => {
    const servers = Math.max(...frames.map(({ standings }) => standings.size));
    const longest = Math.max(...frames.flatMap(({ standings }) => [...standings.values()].map(lengthOf)));
    return {
      heightPx: (Math.min(servers, serversMax) + 0.3) * rowPx,
      legend: [
        { label: 'L leader, C candidate, F follower' },
        { label: 'square: an entry with its term' },
        { label: 'thick frame: committed' },
        { label: 'name over a square: match index of that server' },
        { label: 'red: takes the step' },
        ...(servers > serversMax ? [{ label: `${servers - serversMax} servers are not drawn` }] : []),
        ...(longest > entriesMax ? [{ label: `only the last ${entriesMax} entries are drawn` }] : []),
      ],
      marks: (frame, { x, y }) =>
        [...frame.standings]
          .slice(0, serversMax)
          .flatMap(([server, standing], row) =>
            rowOf(server, standing, frame, { x: x + 8, y: y + (row + 0.6) * rowPx }),
          ),
    };
  },
};

/** What of a server is drawn while it is up (its view) or down (its durable record). */
function shownOf(standing: Standing): Partial<RaftView> & Partial<RaftDurable> {
  if ('up' in standing) return standing.up as RaftView;
  return 'down' in standing ? ((standing.down ?? {}) as RaftDurable) : {};
}

function lengthOf(standing: Standing): number {
  return shownOf(standing).log?.length ?? 0;
}

function rowOf(server: NodeId, standing: Standing, { actor }: Frame, { x, y }: Point): Mark[] {
  const {
    role,
    currentTerm,
    votedFor,
    log: entries = [],
    commitIndex = 0,
    matchIndex = {},
  } = shownOf(standing);
  const isUp = 'up' in standing;
  const fill = server === actor ? red : ink;
  const words = (text: string, across: number, style: object = {}): Mark => ({
    element: 'text',
    style: { x: x + across, y: y + 4, fill, ...style },
    words: text,
  });
  const first = Math.max(0, entries.length - entriesMax);
  const shown = entries.slice(first);
  const others = Object.entries(matchIndex).filter(([other]) => other !== server);
  return [
    words(server, 0, { 'font-weight': 600 }),
    words(isUp ? (role ?? '?').charAt(0).toUpperCase() : 'down', 28, { 'font-weight': 600 }),
    ...(currentTerm === undefined ? [] : [words(`t${currentTerm}`, isUp ? 46 : 66, { fill: grey })]),
    ...(isUp && votedFor !== null && votedFor !== undefined
      ? [words(`voted ${votedFor}`, 74, { fill: grey })]
      : []),
    ...shown.flatMap(({ term }, at) =>
      squareOf(term, first + at + 1 <= commitIndex, x + headPx + at * (squarePx + 2), y),
    ),
    ...others
      .filter(([, index]) => index > first && index <= entries.length)
      .flatMap(([other, index], at) =>
        tickOf(other, x + headPx + (index - first - 0.5) * (squarePx + 2), y, at),
      ),
  ];
}

function squareOf(term: number, isCommitted: boolean, x: number, y: number): Mark[] {
  return [
    {
      element: 'rect',
      style: {
        x,
        y: y - squarePx / 2,
        width: squarePx,
        height: squarePx,
        fill: termColours[term % termColours.length] as string,
        stroke: ink,
        'stroke-width': isCommitted ? 3 : 0.8,
      },
    },
    {
      element: 'text',
      style: { x: x + squarePx / 2, y: y + 4, 'text-anchor': 'middle', fill: ink },
      words: String(term),
    },
  ];
}

/** The name of a server over the entry up to which its log is known to match; names of one entry lie side by side. */
function tickOf(server: NodeId, x: number, y: number, at: number): Mark[] {
  return [
    {
      element: 'text',
      style: {
        x: x + (at - 0.5) * 8,
        y: y - squarePx / 2 - 3,
        'font-size': 9,
        'text-anchor': 'middle',
        fill: grey,
      },
      words: server,
    },
  ];
}
