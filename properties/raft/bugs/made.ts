/** Builds a known bug from its two forms: a mutant of the model and a mutant of the implementation. */
import type { Actor } from '../../../checker/actors/actor.ts';
import type { Bug } from '../../../checker/suite/suite.ts';
import type { RaftRules } from '../../../implementations/raft/rules.ts';
import { raftMachine } from '../../../models/raft/machine.ts';
import type { Raft } from '../../../models/raft/messages.ts';
import { kit, server } from '../kit.ts';
import type { scopes } from '../scopes.ts';
import { type Mutant, withRules } from './mutants.ts';

export type RaftBug = Bug<Raft, 'server', keyof typeof scopes>;

interface Mistake extends Pick<RaftBug, 'says' | 'source' | 'scope' | 'breaks' | 'equivalent'> {
  readonly model: Actor<Raft>;
  /** The bug in the implementation: replaced rules, or a mutant of the server if no rule decides it. */
  readonly rules?: Partial<RaftRules>;
  readonly mutant?: Mutant;
}

/** The bug in the model and in the implementation. */
export function bug({ model, rules = {}, mutant = withRules(() => rules), ...story }: Mistake): RaftBug {
  return { ...story, model: { server: model }, implementation: { server: kit.implementation(mutant) } };
}

/** The model with some guards or actions replaced. */
export function provided(other: Parameters<typeof raftMachine.provide>[0]): Actor<Raft> {
  return server(raftMachine.provide(other));
}
