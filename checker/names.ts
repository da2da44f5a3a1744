/** An unknown name, in an error: the known names that are nearest to it, and which there are. */
import { distance } from 'fastest-levenshtein';

/** Names that an error lists; the number of the others follows. */
const listedMax = 12;
/** More names that are equally near are no suggestion. */
const suggestedMax = 3;
/** Edits between a name and what was meant, at most; and how much of the longer one has to stay. */
const editsMax = 3;
const sameLeast = 0.4;

/** `raft, chord`; of many names the first, and how many more there are. */
export function listed(names: readonly string[]): string {
  if (names.length <= listedMax + 1) return names.join(', ');
  return `${names.slice(0, listedMax).join(', ')}, and ${names.length - listedMax} more`;
}

/**
 * The known names that somebody may have meant: those with the fewest edits between, else those that contain the word.
 * Upper and lower case are one, and so are spaces and hyphens.
 */
export function nearest(word: string, names: readonly string[]): readonly string[] {
  const sought = folded(word);
  const near = names
    .map((name) => ({
      name,
      edits: distance(sought, folded(name)),
      length: Math.max(sought.length, name.length),
    }))
    .filter(({ edits, length }) => edits <= editsMax && (length - edits) / length > sameLeast);
  const fewest = Math.min(...near.map(({ edits }) => edits));
  const close = near.filter(({ edits }) => edits === fewest).map(({ name }) => name);
  const found =
    close.length > 0 || sought.length < 3 ? close : names.filter((name) => folded(name).includes(sought));
  return found.length <= suggestedMax ? found : [];
}

/** What is right in place of an unknown name: `did you mean raft? there is raft, chord`. */
export function choice(word: string, names: readonly string[], there = 'there is'): string {
  const meant = nearest(word, names);
  const suggestion = meant.length === 0 ? '' : `did you mean ${meant.join(' or ')}? `;
  return `${suggestion}${there} ${listed(names)}`;
}

function folded(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_]+/g, '-');
}
