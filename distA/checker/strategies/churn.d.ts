import type { Strategy } from '../strategy.ts';
/** Churn: some nodes come and go all the time, as on laptops and phones, or under a supervisor that restarts what fails. */
export declare const churn: Strategy;
