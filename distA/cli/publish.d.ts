import { type Report } from '../reports/index.ts';
import type { Options } from './options.ts';
import type { Output } from './output.ts';
/** A single format takes standard output; of several each but `text` goes to a file in `--out`. */
export declare function publish(report: Report, { format }: Options, output: Output): void;
