import { suite as chord } from './chord/index.js';
import { suite as raft } from './raft/index.js';
export const suites = [raft, chord];
