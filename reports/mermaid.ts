/**
 * A trace as a Mermaid sequence diagram, which GitHub and many editors draw from text. A message is drawn at
 * the step of its delivery; the space-time diagram (`svg.ts`) also shows messages that cross.
 */
import { match } from 'ts-pattern';
import type { Action, NodeId, Trace, TraceRecord } from '../checker/index.ts';
import { actingNode, actionText } from '../checker/semantics/actions.ts';
import { tagged, wrapped } from './text.ts';
import { changesText, outcomeText } from './trace-text.ts';

/** Mermaid's default limits are 50,000 characters and 500 edges. */
const charactersMax = 50_000;
const stepsMax = 200;
/** The most characters of a note. */
const charactersOfNote = 300;
const columnsOfNote = 60;

/** The text of the diagram, within Mermaid's default limits. */
export function mermaidText(record: TraceRecord): string {
  for (let shown = Math.min(stepsMax, record.trace.steps.length); ; shown = Math.floor(shown / 2)) {
    const text = diagramOf(record, shown);
    if (text.length < charactersMax || shown === 0) return text;
  }
}

/** The diagram with at most `shown` steps; of more steps those in the middle are left out. */
function diagramOf({ property, trace }: TraceRecord, shown: number): string {
  const nodes = Object.keys(trace.initial);
  const ids = new Map(nodes.map((node, at) => [node, `n${at}`]));
  const id = (node: NodeId) => ids.get(node) ?? 'n0';
  const all = [id(nodes[0] ?? ''), id(nodes.at(-1) ?? '')];
  const everyone = [...new Set(all)].join(',');
  const begin = Math.ceil(shown / 2);
  const end = trace.steps.length - Math.floor(shown / 2);
  const lines = trace.steps.flatMap((step, index) => {
    const opens = trace.loop === index ? ['loop repeats for ever'] : [];
    if (index >= begin && index < end) {
      const note = `... ${end - begin} steps are left out here`;
      return [...opens, ...(index === begin ? [`Note over ${everyone}: ${note}`] : [])];
    }
    return [...opens, ...stepLines(step, index + 1, id, everyone)];
  });
  const verdict = `${outcomeText(property)}: ${property.says}`;
  return [
    'sequenceDiagram',
    ...nodes.map((node) => `participant ${id(node)} as ${escaped(node)}`),
    ...lines,
    ...(trace.loop === undefined || trace.loop === trace.steps.length ? [] : ['end']),
    `Note over ${everyone}: ${escaped(verdict)}`,
  ]
    .map((line, at) => (at === 0 ? line : `  ${line}`))
    .join('\n')
    .concat('\n');
}

function stepLines(
  { action, changes }: Trace['steps'][number],
  number: number,
  id: (node: NodeId) => string,
  everyone: string,
): string[] {
  const actor = actingNode(action);
  const notes = changesText(changes).map((line) => {
    const at = actor === undefined ? everyone : id(actor);
    return `Note over ${at}: ${escaped(line)}`;
  });
  return [headLine(action, number, id, everyone), ...notes];
}

function headLine(action: Action, number: number, id: (node: NodeId) => string, everyone: string): string {
  const numbered = `${number}. ${actionText(action)}`;
  return match(action)
    .with(
      { type: 'deliver' },
      ({ from, to, message }) => `${id(from)}->>${id(to)}: ${escaped(`${number}. ${tagged(message)}`)}`,
    )
    .with(
      { type: 'drop' },
      ({ from, to, message }) =>
        `${id(from)}-x${id(to)}: ${escaped(`${number}. ${tagged(message)} is lost`)}`,
    )
    .otherwise(() => {
      const node = actingNode(action);
      return `Note over ${node === undefined ? everyone : id(node)}: ${escaped(numbered)}`;
    });
}

/**
 * Text for Mermaid: characters with a meaning in Mermaid or HTML are written by their numbers, and long text
 * is wrapped.
 */
function escaped(text: string): string {
  const characters = [...text];
  const short =
    characters.slice(0, charactersOfNote).join('') + (characters.length > charactersOfNote ? ' ...' : '');
  return (
    wrapped(short, columnsOfNote)
      .map((line) => [...line.trim()].map(escapedCharacter).join(''))
      .join('<br/>')
      // Mermaid reads this prefix as an instruction.
      .replace(/^(no)?wrap:/, '$1wrap#58;')
  );
}

/** A character for Mermaid; one with a meaning in Mermaid or HTML is written by its number. */
export function escapedCharacter(character: string): string {
  return /[A-Za-z0-9 .,:>'()[\]{}=+/_-]/.test(character) ? character : `#${character.codePointAt(0)};`;
}
