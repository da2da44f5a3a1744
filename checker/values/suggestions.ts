/** An unknown name, in an error: the known names that are nearest to it, and which there are. */
import { distance } from 'fastest-levenshtein';

/** Names that an error lists; the number of the others follows. */
const listedMax = 12;
/** More names that are equally near are no suggestion. */
const suggestedMax = 3;
/** Letters of a word that may be a part of a name with a slip in it: of shorter ones too many are near. */
const longLeast = 5;
/** Edits between a name and what was meant, at most; and how much of the longer one has to stay. */
const editsMax = 3;
const sameLeast = 0.4;

/** `raft, chord`; of many names the first, and how many more there are. */
export function listed(names: readonly string[]): string {
  if (names.length <= listedMax + 1) return names.join(', ');
  return `${names.slice(0, listedMax).join(', ')}, and ${names.length - listedMax} more`;
}

/**
 * The known names that may have been meant: those with the fewest edits between, else those of which a part is near, or contains
 * the word. Upper and lower case are one, and so are spaces and hyphens.
 */
export function nearest(word: string, names: readonly string[]): readonly string[] {
  const sought = folded(word);
  const near = names
    .map((name) => ({ name, edits: editsBetween(sought, folded(name)) }))
    .filter(({ edits }) => edits < Number.POSITIVE_INFINITY);
  const fewest = Math.min(...near.map(({ edits }) => edits));
  const close = near.filter(({ edits }) => edits === fewest).map(({ name }) => name);
  const found = close.length > 0 ? close : names.filter((name) => hasPart(folded(name), sought));
  return found.length <= suggestedMax ? found : [];
}

/** Letters that are missing, too many, others, or in the wrong order; infinite where there is too little in common. */
function editsBetween(one: string, other: string): number {
  const edits = one !== other && isSwapped(one, other) ? 1 : distance(one, other);
  const length = Math.max(one.length, other.length);
  return edits <= editsMax && (length - edits) / length > sameLeast ? edits : Number.POSITIVE_INFINITY;
}

/** Whether two neighbours have changed places, and nothing else. */
function isSwapped(one: string, other: string): boolean {
  return [...one].some(
    (_, at) => one.slice(0, at) + one.charAt(at + 1) + one.charAt(at) + one.slice(at + 2) === other,
  );
}

function hasPart(name: string, sought: string): boolean {
  if (sought.length < 3) return false;
  const isLong = sought.length >= longLeast;
  return (
    name.includes(sought) || (isLong && name.split('-').some((part) => editsBetween(sought, part) === 1))
  );
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
