import './matchers.ts';
import { banAmbienceOfNode } from '../../checker/actors/ambient.node.ts';

/** The public interface of `swarmcheck/vitest`: a suite as tests, and matchers. */
export { describeProtocol, type ProtocolOptions } from './describe-protocol.ts';
export type { HoldOptions } from './matchers.ts';

banAmbienceOfNode();
