import { it } from 'vitest';
import { soundLists } from '../properties/chord/inductive.js';
it('x', () => { for (const n of [4, 5]) {
    const t = Date.now();
    console.log(n, [...soundLists(n, 2)].length, Date.now() - t);
} });
