import { type Report } from './report.ts';
/** The text of a JUnit XML file. */
export declare function junitText(report: Report): string;
