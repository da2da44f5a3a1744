import { correctedBugs } from './corrected.js';
import { originalBugs } from './original.js';
/** In the order of their names. */
export const bugs = Object.fromEntries(Object.entries({ ...correctedBugs, ...originalBugs }).sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true })));
