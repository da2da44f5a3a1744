/**
 * Suggestions for an unknown name in an error: the known names with the smallest edit distance, and the list
 * of known names.
 */
import { distance } from 'fastest-levenshtein';

/** The number of names that an error lists; the count of the others follows. */
const listedMax = 12;
/** Above this number of equally near names there is no suggestion. */
const suggestedMax = 3;
/**
 * The shortest word that is compared with parts of names with one edit: too many parts are near a shorter
 * word.
 */
const longLeast = 5;
/** A near name has at most this many edits, and this share of the longer word unchanged. */
const editsMax = 3;
const sameLeast = 0.4;

/** `raft, chord`; of many names the first ones, and the count of the others. */
export function listed(names: readonly string[]): string {
  if (names.length <= listedMax + 1) return names.join(', ');
  return `${names.slice(0, listedMax).join(', ')}, and ${names.length - listedMax} more`;
}

/**
 * The known names nearest to a word: those with the fewest edits, else those with a part that is near, or
 * that contain the word. Upper and lower case are equal, and so are spaces, underscores and hyphens.
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

/**
 * The edit distance: insertions, deletions, substitutions, or one swap of neighbours; infinite where too
 * little is equal.
 */
function editsBetween(one: string, other: string): number {
  const edits = one !== other && isSwapped(one, other) ? 1 : distance(one, other);
  const length = Math.max(one.length, other.length);
  return edits <= editsMax && (length - edits) / length > sameLeast ? edits : Number.POSITIVE_INFINITY;
}

/** Whether the only difference is a swap of two neighbours. */
function isSwapped(one: string, other: string): boolean {
  return [...one].some(
    (_, at) => one.slice(0, at) + one.charAt(at + 1) + one.charAt(at) + one.slice(at + 2) === other,
  );
}

/** Whether a name contains a word, or has a part within one edit of it. */
function hasPart(name: string, sought: string): boolean {
  if (sought.length < 3) return false;
  const isLong = sought.length >= longLeast;
  return (
    name.includes(sought) || (isLong && name.split('-').some((part) => editsBetween(sought, part) === 1))
  );
}

/** The end of an error about an unknown name: `did you mean raft? there is raft, chord`. */
export function didYouMean(word: string, names: readonly string[], there = 'there is'): string {
  const near = nearest(word, names);
  const suggestion = near.length === 0 ? '' : `did you mean ${near.join(' or ')}? `;
  return `${suggestion}${there} ${listed(names)}`;
}

/** A word in lower case, with hyphens for spaces and underscores. */
function folded(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_]+/g, '-');
}
