/** What `import ... from 'swarmcheck/reports'` gives: verdicts and traces for a reader, a person or a program. */

export { actionText } from '../checker/semantics/actions.ts';
export { assert, BrokenPromise, verdictText } from './assert.ts';
export { fuzzText } from './fuzz-text.ts';
export { annotationsText, summaryText } from './github.ts';
export { type ItfTrace, itfOf, itfText } from './itf.ts';
export { junitText } from './junit.ts';
export { type List, listJsonSchema, listOf, suiteText } from './list.ts';
export { mermaidText } from './mermaid.ts';
export { commandText, type Pasting, type Shell } from './paste.ts';
export { type Planned, planText } from './plan-text.ts';
export * from './refuted-text.ts';
export { type Rendering, renderings } from './renderings.ts';
export * from './replay-text.ts';
export {
  bugReport,
  type Check,
  explorationReport,
  jsonText,
  type PromiseReport,
  type Report,
  refutationReport,
  regressionReport,
  reportJsonSchema,
  reportVersion,
  schedulesReport,
  scoreReport,
} from './report.ts';
export * from './scoreboard-text.ts';
export { shivizText } from './shiviz.ts';
export * from './storm-text.ts';
export { pictureText } from './strip.ts';
export { svgText } from './svg.ts';
export * from './terminal.ts';
export { testText } from './test-text.ts';
export { type Palette, plain } from './text.ts';
export { outline, traceText } from './trace-text.ts';
