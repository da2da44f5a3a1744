/**
 * A run of the command as data: what was checked, and what became of each promise. The JSON report is this and nothing else;
 * JUnit and GitHub get theirs from it. One zod schema, from which the type and `schemas/report.schema.json` derive.
 */
import { z } from 'zod';
import { type Property, type Replay, type Subject, type Suite, type TraceRecord } from '../checker/index.ts';
import { type Hunted } from './scoreboard-text.ts';
import type { Stormed } from './storm-text.ts';
import { type Explored } from './terminal.ts';
/** A new version means that older readers cannot read the report. */
export declare const reportVersion = 1;
declare const promise: z.ZodObject<{
    name: z.ZodString;
    kind: z.ZodEnum<{
        always: "always";
        inductive: "inductive";
        leadsTo: "leadsTo";
        possible: "possible";
        settles: "settles";
        sometimes: "sometimes";
        step: "step";
    }>;
    says: z.ZodString;
    source: z.ZodString;
    verdict: z.ZodEnum<{
        holds: "holds";
        inconclusive: "inconclusive";
        reached: "reached";
        violated: "violated";
    }>;
    because: z.ZodOptional<z.ZodString>;
    steps: z.ZodOptional<z.ZodInt>;
    schedules: z.ZodOptional<z.ZodInt>;
    counterexample: z.ZodOptional<z.ZodObject<{
        steps: z.ZodInt;
        trace: z.ZodOptional<z.ZodString>;
        story: z.ZodArray<z.ZodString>;
    }, z.core.$strict>>;
}, z.core.$strict>;
declare const check: z.ZodDiscriminatedUnion<[z.ZodObject<{
    protocol: z.ZodString;
    subject: z.ZodString;
    scope: z.ZodString;
    kind: z.ZodLiteral<"exploration">;
    says: z.ZodString;
    worlds: z.ZodInt;
    transitions: z.ZodInt;
    unchanged: z.ZodInt;
    depth: z.ZodInt;
    cuts: z.ZodInt;
    quiescent: z.ZodInt;
    coverage: z.ZodObject<{
        actions: z.ZodRecord<z.ZodString, z.ZodInt>;
        never: z.ZodArray<z.ZodString>;
    }, z.core.$strict>;
    seconds: z.ZodNumber;
    stopped: z.ZodOptional<z.ZodString>;
    properties: z.ZodArray<z.ZodObject<{
        name: z.ZodString;
        kind: z.ZodEnum<{
            always: "always";
            inductive: "inductive";
            leadsTo: "leadsTo";
            possible: "possible";
            settles: "settles";
            sometimes: "sometimes";
            step: "step";
        }>;
        says: z.ZodString;
        source: z.ZodString;
        verdict: z.ZodEnum<{
            holds: "holds";
            inconclusive: "inconclusive";
            reached: "reached";
            violated: "violated";
        }>;
        because: z.ZodOptional<z.ZodString>;
        steps: z.ZodOptional<z.ZodInt>;
        schedules: z.ZodOptional<z.ZodInt>;
        counterexample: z.ZodOptional<z.ZodObject<{
            steps: z.ZodInt;
            trace: z.ZodOptional<z.ZodString>;
            story: z.ZodArray<z.ZodString>;
        }, z.core.$strict>>;
    }, z.core.$strict>>;
}, z.core.$strict>, z.ZodObject<{
    protocol: z.ZodString;
    subject: z.ZodString;
    scope: z.ZodString;
    kind: z.ZodLiteral<"schedules">;
    says: z.ZodString;
    schedules: z.ZodInt;
    actions: z.ZodInt;
    taken: z.ZodRecord<z.ZodString, z.ZodInt>;
    strategies: z.ZodRecord<z.ZodString, z.ZodInt>;
    statistics: z.ZodRecord<z.ZodString, z.ZodRecord<z.ZodString, z.ZodInt>>;
    worlds: z.ZodOptional<z.ZodObject<{
        distinct: z.ZodInt;
        once: z.ZodInt;
        looks: z.ZodInt;
        unseen: z.ZodNumber;
    }, z.core.$strict>>;
    seconds: z.ZodNumber;
    stopped: z.ZodOptional<z.ZodString>;
    properties: z.ZodArray<z.ZodObject<{
        name: z.ZodString;
        kind: z.ZodEnum<{
            always: "always";
            inductive: "inductive";
            leadsTo: "leadsTo";
            possible: "possible";
            settles: "settles";
            sometimes: "sometimes";
            step: "step";
        }>;
        says: z.ZodString;
        source: z.ZodString;
        verdict: z.ZodEnum<{
            holds: "holds";
            inconclusive: "inconclusive";
            reached: "reached";
            violated: "violated";
        }>;
        because: z.ZodOptional<z.ZodString>;
        steps: z.ZodOptional<z.ZodInt>;
        schedules: z.ZodOptional<z.ZodInt>;
        counterexample: z.ZodOptional<z.ZodObject<{
            steps: z.ZodInt;
            trace: z.ZodOptional<z.ZodString>;
            story: z.ZodArray<z.ZodString>;
        }, z.core.$strict>>;
    }, z.core.$strict>>;
}, z.core.$strict>, z.ZodObject<{
    protocol: z.ZodString;
    subject: z.ZodString;
    scope: z.ZodString;
    kind: z.ZodLiteral<"regression">;
    says: z.ZodString;
    trace: z.ZodString;
    seconds: z.ZodNumber;
    properties: z.ZodArray<z.ZodObject<{
        name: z.ZodString;
        kind: z.ZodEnum<{
            always: "always";
            inductive: "inductive";
            leadsTo: "leadsTo";
            possible: "possible";
            settles: "settles";
            sometimes: "sometimes";
            step: "step";
        }>;
        says: z.ZodString;
        source: z.ZodString;
        verdict: z.ZodEnum<{
            holds: "holds";
            inconclusive: "inconclusive";
            reached: "reached";
            violated: "violated";
        }>;
        because: z.ZodOptional<z.ZodString>;
        steps: z.ZodOptional<z.ZodInt>;
        schedules: z.ZodOptional<z.ZodInt>;
        counterexample: z.ZodOptional<z.ZodObject<{
            steps: z.ZodInt;
            trace: z.ZodOptional<z.ZodString>;
            story: z.ZodArray<z.ZodString>;
        }, z.core.$strict>>;
    }, z.core.$strict>>;
}, z.core.$strict>, z.ZodObject<{
    kind: z.ZodLiteral<"bug">;
    protocol: z.ZodString;
    id: z.ZodString;
    says: z.ZodString;
    source: z.ZodString;
    equivalent: z.ZodOptional<z.ZodString>;
    caught: z.ZodBoolean;
    hunts: z.ZodArray<z.ZodObject<{
        subject: z.ZodString;
        scope: z.ZodString;
        worlds: z.ZodInt;
        seconds: z.ZodNumber;
        stopped: z.ZodOptional<z.ZodString>;
        property: z.ZodObject<{
            name: z.ZodString;
            kind: z.ZodEnum<{
                always: "always";
                inductive: "inductive";
                leadsTo: "leadsTo";
                possible: "possible";
                settles: "settles";
                sometimes: "sometimes";
                step: "step";
            }>;
            says: z.ZodString;
            source: z.ZodString;
            verdict: z.ZodEnum<{
                holds: "holds";
                inconclusive: "inconclusive";
                reached: "reached";
                violated: "violated";
            }>;
            because: z.ZodOptional<z.ZodString>;
            steps: z.ZodOptional<z.ZodInt>;
            schedules: z.ZodOptional<z.ZodInt>;
            counterexample: z.ZodOptional<z.ZodObject<{
                steps: z.ZodInt;
                trace: z.ZodOptional<z.ZodString>;
                story: z.ZodArray<z.ZodString>;
            }, z.core.$strict>>;
        }, z.core.$strict>;
        schedules: z.ZodOptional<z.ZodObject<{
            seeds: z.ZodInt;
            caught: z.ZodInt;
            runs: z.ZodOptional<z.ZodObject<{
                median: z.ZodNumber;
                worst: z.ZodNumber;
            }, z.core.$strict>>;
            ms: z.ZodOptional<z.ZodObject<{
                median: z.ZodNumber;
                worst: z.ZodNumber;
            }, z.core.$strict>>;
            steps: z.ZodOptional<z.ZodObject<{
                median: z.ZodNumber;
                worst: z.ZodNumber;
            }, z.core.$strict>>;
        }, z.core.$strict>>;
    }, z.core.$strict>>;
}, z.core.$strict>], "kind">;
/** What a report holds. */
export declare const reportSchema: z.ZodObject<{
    format: z.ZodLiteral<"swarmcheck-report">;
    version: z.ZodLiteral<1>;
    tool: z.ZodString;
    seed: z.ZodString;
    verdict: z.ZodEnum<{
        "all hold": "all hold";
        broken: "broken";
        failed: "failed";
        inconclusive: "inconclusive";
    }>;
    exit: z.ZodInt;
    failure: z.ZodOptional<z.ZodString>;
    seconds: z.ZodNumber;
    checks: z.ZodArray<z.ZodDiscriminatedUnion<[z.ZodObject<{
        protocol: z.ZodString;
        subject: z.ZodString;
        scope: z.ZodString;
        kind: z.ZodLiteral<"exploration">;
        says: z.ZodString;
        worlds: z.ZodInt;
        transitions: z.ZodInt;
        unchanged: z.ZodInt;
        depth: z.ZodInt;
        cuts: z.ZodInt;
        quiescent: z.ZodInt;
        coverage: z.ZodObject<{
            actions: z.ZodRecord<z.ZodString, z.ZodInt>;
            never: z.ZodArray<z.ZodString>;
        }, z.core.$strict>;
        seconds: z.ZodNumber;
        stopped: z.ZodOptional<z.ZodString>;
        properties: z.ZodArray<z.ZodObject<{
            name: z.ZodString;
            kind: z.ZodEnum<{
                always: "always";
                inductive: "inductive";
                leadsTo: "leadsTo";
                possible: "possible";
                settles: "settles";
                sometimes: "sometimes";
                step: "step";
            }>;
            says: z.ZodString;
            source: z.ZodString;
            verdict: z.ZodEnum<{
                holds: "holds";
                inconclusive: "inconclusive";
                reached: "reached";
                violated: "violated";
            }>;
            because: z.ZodOptional<z.ZodString>;
            steps: z.ZodOptional<z.ZodInt>;
            schedules: z.ZodOptional<z.ZodInt>;
            counterexample: z.ZodOptional<z.ZodObject<{
                steps: z.ZodInt;
                trace: z.ZodOptional<z.ZodString>;
                story: z.ZodArray<z.ZodString>;
            }, z.core.$strict>>;
        }, z.core.$strict>>;
    }, z.core.$strict>, z.ZodObject<{
        protocol: z.ZodString;
        subject: z.ZodString;
        scope: z.ZodString;
        kind: z.ZodLiteral<"schedules">;
        says: z.ZodString;
        schedules: z.ZodInt;
        actions: z.ZodInt;
        taken: z.ZodRecord<z.ZodString, z.ZodInt>;
        strategies: z.ZodRecord<z.ZodString, z.ZodInt>;
        statistics: z.ZodRecord<z.ZodString, z.ZodRecord<z.ZodString, z.ZodInt>>;
        worlds: z.ZodOptional<z.ZodObject<{
            distinct: z.ZodInt;
            once: z.ZodInt;
            looks: z.ZodInt;
            unseen: z.ZodNumber;
        }, z.core.$strict>>;
        seconds: z.ZodNumber;
        stopped: z.ZodOptional<z.ZodString>;
        properties: z.ZodArray<z.ZodObject<{
            name: z.ZodString;
            kind: z.ZodEnum<{
                always: "always";
                inductive: "inductive";
                leadsTo: "leadsTo";
                possible: "possible";
                settles: "settles";
                sometimes: "sometimes";
                step: "step";
            }>;
            says: z.ZodString;
            source: z.ZodString;
            verdict: z.ZodEnum<{
                holds: "holds";
                inconclusive: "inconclusive";
                reached: "reached";
                violated: "violated";
            }>;
            because: z.ZodOptional<z.ZodString>;
            steps: z.ZodOptional<z.ZodInt>;
            schedules: z.ZodOptional<z.ZodInt>;
            counterexample: z.ZodOptional<z.ZodObject<{
                steps: z.ZodInt;
                trace: z.ZodOptional<z.ZodString>;
                story: z.ZodArray<z.ZodString>;
            }, z.core.$strict>>;
        }, z.core.$strict>>;
    }, z.core.$strict>, z.ZodObject<{
        protocol: z.ZodString;
        subject: z.ZodString;
        scope: z.ZodString;
        kind: z.ZodLiteral<"regression">;
        says: z.ZodString;
        trace: z.ZodString;
        seconds: z.ZodNumber;
        properties: z.ZodArray<z.ZodObject<{
            name: z.ZodString;
            kind: z.ZodEnum<{
                always: "always";
                inductive: "inductive";
                leadsTo: "leadsTo";
                possible: "possible";
                settles: "settles";
                sometimes: "sometimes";
                step: "step";
            }>;
            says: z.ZodString;
            source: z.ZodString;
            verdict: z.ZodEnum<{
                holds: "holds";
                inconclusive: "inconclusive";
                reached: "reached";
                violated: "violated";
            }>;
            because: z.ZodOptional<z.ZodString>;
            steps: z.ZodOptional<z.ZodInt>;
            schedules: z.ZodOptional<z.ZodInt>;
            counterexample: z.ZodOptional<z.ZodObject<{
                steps: z.ZodInt;
                trace: z.ZodOptional<z.ZodString>;
                story: z.ZodArray<z.ZodString>;
            }, z.core.$strict>>;
        }, z.core.$strict>>;
    }, z.core.$strict>, z.ZodObject<{
        kind: z.ZodLiteral<"bug">;
        protocol: z.ZodString;
        id: z.ZodString;
        says: z.ZodString;
        source: z.ZodString;
        equivalent: z.ZodOptional<z.ZodString>;
        caught: z.ZodBoolean;
        hunts: z.ZodArray<z.ZodObject<{
            subject: z.ZodString;
            scope: z.ZodString;
            worlds: z.ZodInt;
            seconds: z.ZodNumber;
            stopped: z.ZodOptional<z.ZodString>;
            property: z.ZodObject<{
                name: z.ZodString;
                kind: z.ZodEnum<{
                    always: "always";
                    inductive: "inductive";
                    leadsTo: "leadsTo";
                    possible: "possible";
                    settles: "settles";
                    sometimes: "sometimes";
                    step: "step";
                }>;
                says: z.ZodString;
                source: z.ZodString;
                verdict: z.ZodEnum<{
                    holds: "holds";
                    inconclusive: "inconclusive";
                    reached: "reached";
                    violated: "violated";
                }>;
                because: z.ZodOptional<z.ZodString>;
                steps: z.ZodOptional<z.ZodInt>;
                schedules: z.ZodOptional<z.ZodInt>;
                counterexample: z.ZodOptional<z.ZodObject<{
                    steps: z.ZodInt;
                    trace: z.ZodOptional<z.ZodString>;
                    story: z.ZodArray<z.ZodString>;
                }, z.core.$strict>>;
            }, z.core.$strict>;
            schedules: z.ZodOptional<z.ZodObject<{
                seeds: z.ZodInt;
                caught: z.ZodInt;
                runs: z.ZodOptional<z.ZodObject<{
                    median: z.ZodNumber;
                    worst: z.ZodNumber;
                }, z.core.$strict>>;
                ms: z.ZodOptional<z.ZodObject<{
                    median: z.ZodNumber;
                    worst: z.ZodNumber;
                }, z.core.$strict>>;
                steps: z.ZodOptional<z.ZodObject<{
                    median: z.ZodNumber;
                    worst: z.ZodNumber;
                }, z.core.$strict>>;
            }, z.core.$strict>>;
        }, z.core.$strict>>;
    }, z.core.$strict>], "kind">>;
}, z.core.$strict>;
/** A run as data. */
export type Report = z.infer<typeof reportSchema>;
/** One check of a run: an exploration, schedules, or the hunt for a known bug. */
export type Check = z.infer<typeof check>;
/** What became of one promise. */
export type PromiseReport = z.infer<typeof promise>;
/** The published JSON Schema. */
export declare function reportJsonSchema(): object;
/** The text of a JSON report. */
export declare function jsonText(report: Report): string;
/** `traces` are the files of the broken promises, in the order of the results. */
export declare function explorationReport(explored: Explored, traces: readonly string[]): Check;
/** A known bug on every side it was hunted on. `traces` as above. */
export declare function bugReport(id: string, hunts: readonly Explored[], traces: readonly string[]): Check;
/** Whether a bug was not caught, or what is no mistake was. */
export declare function isMissed({ equivalent, caught }: Extract<Check, {
    kind: 'bug';
}>): boolean;
/** `properties` are those that the schedules were judged by; `traces` as above. */
export declare function schedulesReport(stormed: Stormed, properties: readonly Property[], traces: readonly string[]): Check;
/** A known bug on the scoreboard. `traces` as above. */
export declare function scoreReport(id: string, hunted: readonly Hunted[], traces: readonly string[]): Check;
/** A trace that once broke a promise, and what became of it. */
export declare function regressionReport(suite: Suite, subject: Subject, { scope }: TraceRecord, file: string, property: Property, result: Replay): Check;
export {};
