/** Plain data with other names: nodes are spelled as strings, in values, fields, Map keys and Set members alike. */
/** A copy in which each name stands where the other did. */
export declare function swapped<T>(data: T, one: string, other: string): T;
