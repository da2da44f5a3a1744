/** What `import ... from 'swarmcheck/vitest'` gives: a suite as tests, and matchers. */
export { describeProtocol, type ProtocolOptions } from './describe-protocol.ts';
export type { HoldOptions } from './matchers.ts';

import { banAmbienceOfNode } from '../../checker/ambient.node.ts';
import './matchers.ts';

banAmbienceOfNode();
