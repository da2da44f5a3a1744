/**
 * The lengths of the shortest counterexamples of Raft's known bugs. properties/raft-bugs.test.ts compares
 * them with docs/raft.md.
 */

/**
 * Each bug with the steps to its violation, and the steps to the divergence of the mutated implementation
 * from the model.
 */
export const lengths: readonly (readonly [bug: string, steps: number, leaves: number])[] = [
  ['R1', 8, 3],
  ['R2', 8, 3],
  ['R3', 6, 3],
  ['R4', 10, 6],
  ['R5', 14, 11],
  ['R6', 13, 8],
  ['R7', 10, 6],
  ['R8', 6, 3],
  ['R9', 7, 4],
  ['R10', 8, 4],
  ['R11', 11, 2],
  ['R12', 7, 4],
  ['R13', 4, 4],
  ['R14', 11, 11],
  ['R15', 8, 7],
  ['R16', 12, 9],
  ['R17', 12, 12],
  ['R18', 11, 5],
  ['R19', 10, 10],
  ['R20', 6, 6],
  ['R21', 10, 10],
  ['R22', 11, 8],
  ['R22a', 10, 1],
  ['R23', 11, 6],
  ['R24', 10, 7],
  ['R25', 8, 7],
  ['R26', 4, 3],
  ['R27', 10, 10],
  ['R28', 12, 12],
  ['R29', 7, 7],
  ['R30', 11, 11],
];
