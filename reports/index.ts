/** What `import ... from 'swarmcheck/reports'` gives: verdicts and traces for a reader. */
export * from './replay-text.ts';
export * from './storm-text.ts';
export * from './terminal.ts';
export { type Palette, plain } from './text.ts';
export { actionText, outline, traceText } from './trace-text.ts';
