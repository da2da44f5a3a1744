/** The forms in which a recorded trace can be shown, by the names that `show --as` takes. */
import type { TraceRecord } from '../checker/index.ts';
import { itfText } from './itf.ts';
import { mermaidText } from './mermaid.ts';
import { recordText } from './replay-text.ts';
import { shivizText } from './shiviz.ts';
import { svgText } from './svg.ts';
import { testText } from './test-text.ts';
import type { Palette } from './text.ts';

/** Each gives a whole file, final line break included; only `text` has colours. */
export const renderings = {
  text: (record: TraceRecord, palette?: Palette) => `${recordText(record, palette).join('\n')}\n`,
  mermaid: (record: TraceRecord) => mermaidText(record),
  itf: (record: TraceRecord) => itfText(record),
  shiviz: (record: TraceRecord) => shivizText(record),
  svg: (record: TraceRecord) => svgText(record),
  test: (record: TraceRecord) => `${testText(record).join('\n')}\n`,
} as const;

/** Name of a form. */
export type Rendering = keyof typeof renderings;
