import type { Bug } from '../../checker/suite.ts';
import type { Raft } from '../../models/raft/messages.ts';
import type { scopes } from './scopes.ts';
type RaftBug = Bug<Raft, 'server', keyof typeof scopes>;
export declare const bugs: Readonly<Record<string, RaftBug>>;
export {};
