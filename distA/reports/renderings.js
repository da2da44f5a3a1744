import { itfText } from './itf.js';
import { mermaidText } from './mermaid.js';
import { recordText } from './replay-text.js';
import { ringText } from './ring.js';
import { shivizText } from './shiviz.js';
import { svgText } from './svg.js';
/** Each gives a whole file, final line break included; only `text` has colours. */
export const renderings = {
    text: (record, palette) => `${recordText(record, palette).join('\n')}\n`,
    mermaid: (record) => mermaidText(record),
    itf: (record) => itfText(record),
    shiviz: (record) => shivizText(record),
    svg: (record) => svgText(record),
    ring: (record) => ringText(record),
};
