/** Known mistakes in Chord: the corrected protocol with a rule left out, and a slip in the original one. */
import type { Bug } from '../../../checker/suite/suite.ts';
import type { Chord } from '../../../models/chord/messages.ts';
import type { scopes } from '../scopes.ts';
import { correctedBugs } from './corrected.ts';
import { originalBugs } from './original.ts';

export type ChordBug = Bug<Chord, 'original' | 'corrected', keyof typeof scopes>;

/** In the order of their names. */
export const bugs: Readonly<Record<string, ChordBug>> = Object.fromEntries(
  Object.entries({ ...correctedBugs, ...originalBugs }).sort(([a], [b]) =>
    a.localeCompare(b, 'en', { numeric: true }),
  ),
);
