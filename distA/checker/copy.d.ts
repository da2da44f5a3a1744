/** A copy of plain data that shares nothing with the original: `structuredClone`, but fast for what messages are made of. */
export declare function copyOf<T>(data: T): T;
