/** What a suite promises, and where. */
import type { Property } from './property.ts';
import type { Suite } from './suite.ts';
/** The scopes that promise it though the suite as a whole does not; none for what is promised in all. */
export declare function scopesOf({ scopes }: Suite, property: Property): readonly string[];
/** Everything that a suite promises, wherever it does. */
export declare function allPromises({ properties, scopes }: Suite): readonly Property[];
