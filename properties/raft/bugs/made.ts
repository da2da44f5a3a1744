/** How a known mistake is made: in the model and in the implementation, one decision replaced in each. */
import type { Actor } from '../../../checker/actors/actor.ts';
import type { Bug } from '../../../checker/suite/suite.ts';
import { type RaftRules, raftRules } from '../../../implementations/raft/rules.ts';
import { raftMachine } from '../../../models/raft/machine.ts';
import type { Raft } from '../../../models/raft/messages.ts';
import { implementation, server } from '../kit.ts';
import type { scopes } from '../scopes.ts';

export type RaftBug = Bug<Raft, 'server', keyof typeof scopes>;

interface Mistake extends Pick<RaftBug, 'says' | 'source' | 'scope' | 'breaks' | 'equivalent'> {
  readonly model: Actor<Raft>;
  readonly rules: Partial<RaftRules>;
}

/** The machine with a mistake, and the implementation with the same one. */
export function bug({ model, rules, ...story }: Mistake): RaftBug {
  return {
    ...story,
    model: { server: model },
    implementation: { server: implementation({ ...raftRules, ...rules }) },
  };
}

/** The model with other guards or actions. */
export function provided(other: Parameters<typeof raftMachine.provide>[0]): Actor<Raft> {
  return server(raftMachine.provide(other));
}
