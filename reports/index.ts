/** The public interface of `swarmcheck/reports`: renders verdicts and traces for people and programs. */

export { actionText } from '../checker/semantics/actions.ts';
export { assert, VerdictError, verdictText } from './assert.ts';
export type { Choice } from './choice.ts';
export * from './codec-text.ts';
export { estimateText, type ScopeEstimate } from './estimate-text.ts';
export * from './exploration-text.ts';
export { fuzzText } from './fuzz-text.ts';
export { annotationsText, summaryText } from './github.ts';
export { choiceOf, htmlText, livePageOf, type PageData, runPageOf, tracePageOf } from './html.ts';
export { type ItfTrace, itfOf, itfText } from './itf.ts';
export { junitText } from './junit.ts';
export { type List, listJsonSchema, listOf, suiteText } from './list.ts';
export { mermaidText } from './mermaid.ts';
export { type PageTrace, pageTraceOf } from './page-trace.ts';
export * from './refuted-text.ts';
export { type Rendering, renderings } from './renderings.ts';
export * from './replay-text.ts';
export {
  bugReport,
  type Check,
  codecBugReport,
  codecReport,
  explorationReport,
  jsonText,
  type PropertyReport,
  type Report,
  refutationReport,
  regressionReport,
  reportJsonSchema,
  reportVersion,
  schedulesReport,
  scoreReport,
} from './report.ts';
export * from './schedules-text.ts';
export * from './scoreboard-text.ts';
export { commandText, type Invocation, type Shell } from './shell-command.ts';
export { shivizText } from './shiviz.ts';
export { pictureText } from './strip.ts';
export { svgText } from './svg.ts';
export { testText } from './test-text.ts';
export { type Palette, plain } from './text.ts';
export { outline, traceText } from './trace-text.ts';
