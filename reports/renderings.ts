/** The renderings of a recorded trace, by the names that `show --as` takes. */
import type { TraceRecord } from '../checker/index.ts';
import { itfText } from './itf.ts';
import { mermaidText } from './mermaid.ts';
import { recordText } from './replay-text.ts';
import { shivizText } from './shiviz.ts';
import { svgText } from './svg.ts';
import { testText } from './test-text.ts';
import type { Palette } from './text.ts';

/** Each function returns a whole file with a final line break; only `text` uses colours. */
export const renderings = {
  text: (record: TraceRecord, palette?: Palette) => `${recordText(record, palette).join('\n')}\n`,
  mermaid: (record: TraceRecord) => mermaidText(record),
  itf: (record: TraceRecord) => itfText(record),
  shiviz: (record: TraceRecord) => shivizText(record),
  svg: (record: TraceRecord) => svgText(record),
  test: (record: TraceRecord) => `${testText(record).join('\n')}\n`,
} as const;

/** The name of a rendering. */
export type Rendering = keyof typeof renderings;
