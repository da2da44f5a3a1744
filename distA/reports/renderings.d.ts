/** The forms in which a recorded trace can be shown, by the names that `show --as` takes. */
import type { TraceRecord } from '../checker/index.ts';
import type { Palette } from './text.ts';
/** Each gives a whole file, final line break included; only `text` has colours. */
export declare const renderings: {
    readonly text: (record: TraceRecord, palette?: Palette) => string;
    readonly mermaid: (record: TraceRecord) => string;
    readonly itf: (record: TraceRecord) => string;
    readonly shiviz: (record: TraceRecord) => string;
    readonly svg: (record: TraceRecord) => string;
    readonly ring: (record: TraceRecord) => string;
};
/** Name of a form. */
export type Rendering = keyof typeof renderings;
