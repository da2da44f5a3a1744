/** What `import ... from 'swarmcheck'` gives: define a protocol's suite, and explore it. */
export * from './actor.ts';
export { canonical, NotPlainData } from './canonical.ts';
export { CodeError, messageOf, UsageError } from './errors.ts';
export { type Exploration, explore, exploreAll, type Limits, type Progress, type Result } from './explore.ts';
export { type MachineReading, type MachineState, machineActor } from './machine.ts';
export { type Feature, machineFeatures } from './machine-features.ts';
export type { Envelope, NetworkKind } from './network.ts';
export type { Over, OverGiven, OverStep, Property, Recovery, Says, Transition, Views } from './property.ts';
export {
  type Bug,
  type Cast,
  type Kit,
  nodes,
  propertyOf,
  protocol,
  type Scope,
  type Suite,
  slug,
  systemOf,
} from './suite.ts';
export * from './system.ts';
export type { Change, Trace, TraceStep } from './trace.ts';
