/**
 * The rules of random walkers as functions, each of which decides one question of Lv, Cao, Cohen, Li & Shenker
 * 2002, section 4.2. A rule that is a guard of the model has the guard's name.
 */
import type { Guid } from '../../../models/gnutella/walkers/messages.ts';
import type { Memory } from './memory.ts';

/** The decisions of a servent. */
export interface WalkersRules {
  /** Whether a walker that crossed this many links asks before it goes on. */
  isDue(crossed: number, askEvery: number): boolean;
  /** Whether the answer to a walker that asks is to end; `isOver` is undefined for an unknown query. */
  isSearchOver(isOver: boolean | undefined): boolean;
  /** The random number of the walker at this place among those that move. */
  numberFor(numbers: readonly number[], place: number): number;
  /** The memory that decides where a walker of a query goes. */
  memoryOf(memories: ReadonlyMap<Guid, Memory>, guid: Guid): Memory | undefined;
  /** Whether walkers end if no answer comes. */
  endsUnanswered(): boolean;
}

/** The rules of the paper. */
export const walkersRules: WalkersRules = {
  isDue: (crossed, askEvery) => crossed % askEvery === 0,
  isSearchOver: (isOver) => isOver !== false,
  numberFor: (numbers, place) => numbers[place] ?? 0,
  memoryOf: (memories, guid) => memories.get(guid),
  endsUnanswered: () => true,
};
