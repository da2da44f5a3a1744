/** What the pictures of traces have in common: one sheet, one set of colours, arrows, crosses and words. */
import { create } from 'xmlbuilder2';
import type { TraceRecord } from '../checker/index.ts';
/** Of all words. */
export declare const fontPx = 12;
/** Of a monospaced font. */
export declare const characterPx = 7.25;
/** From one line of words to the next. */
export declare const linePx = 16;
/** Around everything. */
export declare const marginPx = 24;
/** What is said. */
export declare const ink = "#1f2328";
/** What is there besides. */
export declare const grey = "#6e7781";
/** What goes from one node to another. */
export declare const blue = "#0969da";
/** What goes wrong. */
export declare const red = "#cf222e";
/** Behind it. */
export declare const pink = "#ffebe9";
/** An element that is being drawn on. */
export type Canvas = ReturnType<typeof create>;
/** Keeps words readable where lines cross them. */
export declare const halo: {
    stroke: string;
    'stroke-width': number;
    'paint-order': string;
};
/** A white sheet that says what it shows to those who cannot see it, with a head of arrow to draw with. */
export declare function sheet({ property, trace }: TraceRecord, width: number, height: number): Canvas;
/** The text of a sheet that is finished. */
export declare function textOf(svg: Canvas): string;
/** What a picture is of: where the trace comes from, and the sentence that it breaks. */
export declare function headOf({ protocol, subject, scope, property }: TraceRecord, columns: number): string[];
/** At the top of the sheet. */
export declare function drawHead(svg: Canvas, lines: readonly string[]): void;
/** A crash, or the end of a message that is lost. */
export declare function cross(svg: Canvas, x: number, y: number): void;
/** Words as they are, spaces included; `style` is attributes. */
export declare function text(svg: Canvas, x: number, y: number, words: string, style: object): void;
