import './matchers.ts';
import { banAmbienceOfNode } from '../../checker/actors/ambient.node.ts';

/** What `import ... from 'swarmcheck/vitest'` gives: a suite as tests, and matchers. */
export { describeProtocol, type ProtocolOptions } from './describe-protocol.ts';
export type { HoldOptions } from './matchers.ts';

banAmbienceOfNode();
