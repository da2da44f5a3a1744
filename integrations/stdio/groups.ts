/** The process groups of adapters, by the number of their leader; code under check may end no other group. */
export const groups = new Set<number>();
