/** Texts of JSON files with something wrong in them: cut short, a character changed, a part replaced. */
import fc from 'fast-check';
export declare function mutantOf(text: string): fc.Arbitrary<string>;
