/** What `import ... from 'swarmcheck/reports'` gives: verdicts and traces for a reader, a person or a program. */
export { assert, BrokenPromise, verdictText } from './assert.js';
export { fuzzText } from './fuzz-text.js';
export { annotationsText, summaryText } from './github.js';
export { itfOf, itfText } from './itf.js';
export { junitText } from './junit.js';
export { mermaidText } from './mermaid.js';
export { renderings } from './renderings.js';
export * from './replay-text.js';
export { bugReport, explorationReport, jsonText, regressionReport, reportJsonSchema, reportVersion, schedulesReport, scoreReport, } from './report.js';
export { ringText } from './ring.js';
export * from './scoreboard-text.js';
export { shivizText } from './shiviz.js';
export * from './storm-text.js';
export { svgText } from './svg.js';
export * from './terminal.js';
export { plain } from './text.js';
export { actionText, outline, traceText } from './trace-text.js';
