/** What `import ... from 'swarmcheck'` gives: define a protocol's suite, explore it, write and replay traces. */
export type * from './actor.ts';
export { effects } from './actor.ts';
export {
  explorationsOf,
  type Hunt,
  huntsOf,
  type Judged,
  lengthOf,
  type Refutation,
  type RefutationOutcome,
  type Regression,
  refutationOutcome,
  refutationsOf,
  regressionOf,
  replayOf,
  stormsOf,
} from './agenda.ts';
export { canonical, NotPlainData } from './canonical.ts';
export {
  type CheckOptions,
  check,
  type SampleOptions,
  sample,
  type Verdict,
  type VerdictOf,
} from './check.ts';
export { type CompositeState, composite, type Parts } from './composite.ts';
export { CodeError, messageOf, UsageError } from './errors.ts';
export {
  type Coverage,
  type Exploration,
  type ExploreOptions,
  explore,
  exploreAll,
  type Limits,
  type Progress,
  type Result,
} from './explore.ts';
export type { Fairness, Family } from './fairness.ts';
export {
  defaultSeed,
  type Fuzzed,
  type FuzzOptions,
  type FuzzProgress,
  fuzz,
  fuzzAll,
  resultsOf,
  type Violation,
} from './fuzz.ts';
export { type ImplementationState, implementationActor } from './implementation.ts';
export { type LockstepState, lockstep } from './lockstep.ts';
export { type MachineReading, type MachineState, machineActor } from './machine.ts';
export { type Feature, machineFeatures } from './machine-features.ts';
export type { Envelope, NetworkKind } from './network.ts';
export type { Gone, Order } from './orders.ts';
export { refusePartialOrder } from './partial-order.ts';
export type { Drawn, Frame, Mark, Picture, Point, Style } from './picture.ts';
export { type Plan, type PlanOptions, plan, type Range } from './plan.ts';
export { allPromises, scopesOf } from './promised.ts';
export {
  isJudgedBySchedules,
  isJudgedBySearch,
  type Listed,
  type ListedNode,
  type Over,
  type OverGiven,
  type OverStep,
  type Property,
  type Recovery,
  type Says,
  type Settling,
  type Transition,
  type Views,
} from './property.ts';
export { type Replay, replay, type Way } from './replay.ts';
export type { Sampled, SampledOptions } from './sampled.ts';
export { type Schedule, type ScheduleOptions, schedules } from './schedule.ts';
export { actionsOf, apply, initialWorlds, type Offer, type Outcome } from './semantics.ts';
export type { ShrinkProgress } from './shrink.ts';
export { strategies, strategyNamed } from './strategies/index.ts';
export type { Bias, Cluster, Strategy } from './strategy.ts';
export {
  has,
  homeOf,
  promisesIn,
  promisesOf,
  propertiesOf,
  propertyOf,
  refinement,
  type Side,
  type Subject,
  scopeOf,
  subjectOf,
  subjectText,
  systemOf,
} from './subject.ts';
export {
  type Bug,
  type Cast,
  type Kit,
  nodes,
  protocol,
  type Refuted,
  type Scope,
  type Storm,
  type Suite,
  type TraceLength,
} from './suite.ts';
export { type Exported, exportedSuites, looksLikeSuite, refuseUnsound, slug } from './suite-check.ts';
export { asymmetric } from './symmetry.ts';
export type {
  CrashRule,
  Fault,
  Happened,
  Monitor,
  Partition,
  Patience,
  Start,
  System,
} from './system.ts';
export type { Statistic, Tallied, WorldsSeen } from './tallies.ts';
export type { Change, Trace, TraceStep } from './trace.ts';
export {
  readTrace,
  recordOf,
  type TraceRecord,
  traceJsonSchema,
  traceVersion,
  writeTrace,
} from './trace-file.ts';
export type { Kind, Taken, Walk } from './walk.ts';
export { type Action, type NodeState, type Standing, standings, type UpNode, type World } from './world.ts';
