/** The public interface of `swarmcheck/stdio`: implementations in other processes. */
export type { Hello } from '../../checker/actors/foreign/protocol.ts';
export { type Adapter, type AdapterOptions, adapter, openAdapter } from './adapter.ts';
export { type Conformance, conformanceOf, type Expected } from './conformance.ts';
