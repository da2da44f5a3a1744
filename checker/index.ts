/** The public interface of the checker: the calls, types and constants that `swarmcheck` exports. */
export type * from './actors/actor.ts';
export { effects } from './actors/actor.ts';
export { type CompositeState, composite, type Parts, type SharedPart } from './actors/composite-actor.ts';
export { type ImplementationState, implementationActor } from './actors/implementation-actor.ts';
export { type LockstepState, lockstep } from './actors/lockstep-actor.ts';
export { type MachineReading, type MachineState, machineActor } from './actors/xstate-actor.ts';
export { type Feature, machineFeatures } from './actors/xstate-features.ts';
export {
  type CodecCheckOptions,
  type CodecCounterexample,
  type CodecResult,
  checkCodec,
  checkCodecAll,
  type LawResult,
} from './codecs/check.ts';
export {
  type ArbitraryLike,
  type Codec,
  type CodecBug,
  type CodecMutation,
  codec,
  type Decoder,
  type ErrorClass,
  isStreamCodec,
  type Law,
  type LawName,
  lawOf,
  laws,
  type MutableCodec,
  type StreamCodec,
  type WholeCodec,
} from './codecs/codec.ts';
export {
  type CodecRecord,
  type CodecReplay,
  codecJsonSchema,
  readCodecRecord,
  replayCodec,
  writeCodecRecord,
} from './codecs/counterexample-file.ts';
export { type Estimate, type EstimateOptions, estimate, type Range } from './explore/estimate.ts';
export type {
  Exploration,
  Limits,
  MemberExploration,
  Progress,
  SearchStrategy,
  StrategyStatistics,
} from './explore/result.ts';
export { refusePartialOrder } from './explore/successors/sleep-sets.ts';
export type { Fairness, Family } from './property/fairness.ts';
export {
  isJudgedBySchedules,
  isJudgedBySearch,
  type Listed,
  type ListedNode,
  type Over,
  type OverGiven,
  type OverStep,
  type Property,
  type Says,
  type Settling,
} from './property/property.ts';
export type { Action } from './semantics/actions.ts';
export type { Coverage } from './semantics/coverage.ts';
export { actionsOf, type Enabled } from './semantics/enabled.ts';
export type { Envelope } from './semantics/envelope.ts';
export { apply, initialWorlds } from './semantics/successors.ts';
export type {
  CrashRule,
  Fault,
  Monitor,
  MonitorEvent,
  NetworkKind,
  Partition,
  Start,
  System,
  TimerConstraint,
} from './semantics/system.ts';
export { asymmetric } from './semantics/variants.ts';
export { type Recovery, standings, type Transition, type Views } from './semantics/views.ts';
export type { NodeState, Outcome, Standing, UpNode, World } from './semantics/world.ts';
export { schedules } from './simulate/arbitrary.ts';
export type { Schedule, ScheduleOptions } from './simulate/draw.ts';
export type { Sampled, SampledOptions } from './simulate/fast-check-runner.ts';
export {
  defaultSeed,
  type Fuzzed,
  type FuzzOptions,
  fuzz,
  fuzzAll,
  resultsOf,
} from './simulate/fuzz.ts';
export type { ShrinkProgress } from './simulate/shrink.ts';
export {
  type Simulated,
  type SimulateOptions,
  type SimulateProgress,
  simulate,
  simulateAll,
  type TimedInput,
  type TimedStep,
} from './simulate/simulate.ts';
export type { Kind, Simulation, Taken } from './simulate/simulation/simulation.ts';
export type { LatencyMs } from './simulate/simulation/virtual-time.ts';
export type { ScheduleCounts, Statistic } from './simulate/statistics.ts';
export { strategies, strategyNamed } from './simulate/strategies/index.ts';
export type { Bias, Cluster, Strategy } from './simulate/strategies/strategy.ts';
export type { FuzzProgress, Violation } from './simulate/violation.ts';
export type { WorldsSeen } from './simulate/world-counter.ts';
export {
  type CheckOptions,
  check,
  fuzzScope,
  type SampleOptions,
  sample,
  type Verdict,
  type VerdictOf,
} from './suite/check.ts';
export {
  type BugCheck,
  bugChecksOf,
  type CodecBugCheck,
  type CodecCheck,
  codecBugCheck,
  codecBugChecksOf,
  codecBugIn,
  codecCheckOf,
  codecChecksNamed,
  codecChecksOf,
  type ExplorationCheck,
  explorationsOf,
  lengthOf,
  type Refutation,
  type RefutationOutcome,
  type Regression,
  refutationOutcome,
  refutationsOf,
  regressionOf,
  replayOf,
  stormsOf,
} from './suite/checklist.ts';
export { describeSystem, type RolesOf } from './suite/describe-system.ts';
export { type ExplainedStep, type Explanation, explanationOf } from './suite/explanation/explanation.ts';
export {
  type ExploreOptions,
  type ExploreScopeOptions,
  explore,
  exploreAll,
  exploreScope,
  exploreScopeAll,
} from './suite/explore.ts';
export { type Kit, type LooseSystem, nodes, protocol } from './suite/kit.ts';
export type { Drawing, Frame, Mark, Picture, Point, Style } from './suite/picture.ts';
export {
  adaptersOf,
  noStepFails,
  propertiesOf,
  propertyOf,
  refinement,
  selectProperties,
  selectPropertiesOrThrow,
} from './suite/properties.ts';
export {
  type CompositeRole,
  type CompositeRoleParts,
  type Implement,
  type MachinePart,
  type Mutation,
  part,
  type Replacements,
  type Role,
  type RoleParts,
} from './suite/role.ts';
export {
  defaultScopeOf,
  describeScope,
  hasSubject,
  type Side,
  type Subject,
  scopeOf,
  scopeOrFamilyOf,
  scopesIn,
  subjectOf,
  subjectText,
  systemOf,
} from './suite/subject.ts';
export {
  allProperties,
  type Bug,
  type ExportedSuite,
  exportedSuites,
  isFamily,
  looksLikeSuite,
  type Members,
  type Refuted,
  type RoleActors,
  type Scope,
  type ScopeFamily,
  type Storm,
  type Suite,
  scopesOf,
  type TraceLength,
} from './suite/suite.ts';
export { validateSuite } from './suite/validate-suite.ts';
export type { Change } from './traces/changes.ts';
export type { Execution } from './traces/check-along.ts';
export type { Otherwise } from './traces/otherwise.ts';
export type { PropertyStatus } from './traces/property-status.ts';
export { type Replay, replay } from './traces/replay.ts';
export type { MemberCount, Result } from './traces/result.ts';
export type { GuardOutcome, TakenRules, TakenTransition } from './traces/taken.ts';
export { type Trace, TracedError, type TraceStep } from './traces/trace.ts';
export {
  readTrace,
  recordOf,
  type TraceRecord,
  traceJsonSchema,
  traceVersion,
  writeTrace,
} from './traces/trace-file.ts';
export { canonical, NotPlainData } from './values/canonical.ts';
export { CodeError, messageOf, UsageError } from './values/errors.ts';
export { slug } from './values/text.ts';
