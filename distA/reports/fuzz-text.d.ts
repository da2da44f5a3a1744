/** What a series of schedules found, and what it was like. */
import { type Property } from '../checker/index.ts';
import { type Stormed } from './storm-text.ts';
import { type Palette } from './text.ts';
/** The block of one series: how much was drawn, of what, through which worlds, and what became of each promise. */
export declare function fuzzText(stormed: Stormed, properties: readonly Property[], palette?: Palette): string[];
