/**
 * A trace as a file: self-contained, versioned, and described by one zod schema, from which the type and the published
 * JSON Schema (`schemas/trace.schema.json`) derive. Data is written as `data.ts` says.
 */
import { z } from 'zod';
import type { Property } from './property.ts';
import type { Trace } from './trace.ts';
/** A new version means that older readers cannot read the file. */
export declare const traceVersion = 1;
/** What a trace file holds. */
export declare const traceSchema: z.ZodObject<{
    format: z.ZodLiteral<"swarmcheck-trace">;
    version: z.ZodLiteral<1>;
    tool: z.ZodString;
    protocol: z.ZodString;
    subject: z.ZodString;
    scope: z.ZodString;
    setting: z.ZodJSONSchema;
    seed: z.ZodOptional<z.ZodString>;
    property: z.ZodObject<{
        kind: z.ZodString;
        name: z.ZodString;
        says: z.ZodString;
        source: z.ZodString;
    }, z.core.$strict>;
    start: z.ZodInt;
    initial: z.ZodRecord<z.ZodString, z.ZodUnion<readonly [z.ZodObject<{
        up: z.ZodJSONSchema;
        durable: z.ZodOptional<z.ZodJSONSchema>;
        divergence: z.ZodOptional<z.ZodObject<{
            what: z.ZodString;
            expected: z.ZodJSONSchema;
            got: z.ZodJSONSchema;
        }, z.core.$strict>>;
    }, z.core.$strict>, z.ZodObject<{
        down: z.ZodJSONSchema;
    }, z.core.$strict>, z.ZodObject<{
        absent: z.ZodLiteral<true>;
    }, z.core.$strict>]>>;
    steps: z.ZodArray<z.ZodObject<{
        action: z.ZodDiscriminatedUnion<[z.ZodObject<{
            draw: z.ZodOptional<z.ZodJSONSchema>;
            choice: z.ZodOptional<z.ZodJSONSchema>;
            from: z.ZodString;
            to: z.ZodString;
            message: z.ZodUnion<readonly [z.ZodObject<{
                type: z.ZodString;
            }, z.core.$loose>, z.ZodObject<{
                '#record': z.ZodArray<z.ZodTuple<[z.ZodJSONSchema, z.ZodJSONSchema], null>>;
            }, z.core.$strict>]>;
            type: z.ZodLiteral<"deliver">;
        }, z.core.$strict>, z.ZodObject<{
            draw: z.ZodOptional<z.ZodJSONSchema>;
            choice: z.ZodOptional<z.ZodJSONSchema>;
            type: z.ZodLiteral<"timeout">;
            node: z.ZodString;
            timer: z.ZodString;
        }, z.core.$strict>, z.ZodObject<{
            draw: z.ZodOptional<z.ZodJSONSchema>;
            choice: z.ZodOptional<z.ZodJSONSchema>;
            type: z.ZodLiteral<"input">;
            node: z.ZodString;
            input: z.ZodUnion<readonly [z.ZodObject<{
                type: z.ZodString;
            }, z.core.$loose>, z.ZodObject<{
                '#record': z.ZodArray<z.ZodTuple<[z.ZodJSONSchema, z.ZodJSONSchema], null>>;
            }, z.core.$strict>]>;
        }, z.core.$strict>, z.ZodObject<{
            from: z.ZodString;
            to: z.ZodString;
            message: z.ZodUnion<readonly [z.ZodObject<{
                type: z.ZodString;
            }, z.core.$loose>, z.ZodObject<{
                '#record': z.ZodArray<z.ZodTuple<[z.ZodJSONSchema, z.ZodJSONSchema], null>>;
            }, z.core.$strict>]>;
            type: z.ZodLiteral<"drop">;
        }, z.core.$strict>, z.ZodObject<{
            from: z.ZodString;
            to: z.ZodString;
            message: z.ZodUnion<readonly [z.ZodObject<{
                type: z.ZodString;
            }, z.core.$loose>, z.ZodObject<{
                '#record': z.ZodArray<z.ZodTuple<[z.ZodJSONSchema, z.ZodJSONSchema], null>>;
            }, z.core.$strict>]>;
            type: z.ZodLiteral<"duplicate">;
        }, z.core.$strict>, z.ZodObject<{
            from: z.ZodString;
            to: z.ZodString;
            message: z.ZodUnion<readonly [z.ZodObject<{
                type: z.ZodString;
            }, z.core.$loose>, z.ZodObject<{
                '#record': z.ZodArray<z.ZodTuple<[z.ZodJSONSchema, z.ZodJSONSchema], null>>;
            }, z.core.$strict>]>;
            type: z.ZodLiteral<"inject">;
        }, z.core.$strict>, z.ZodObject<{
            draw: z.ZodOptional<z.ZodJSONSchema>;
            choice: z.ZodOptional<z.ZodJSONSchema>;
            type: z.ZodLiteral<"persisted">;
            node: z.ZodString;
            record: z.ZodJSONSchema;
        }, z.core.$strict>, z.ZodObject<{
            type: z.ZodLiteral<"request">;
            from: z.ZodString;
            to: z.ZodString;
            id: z.ZodInt;
            request: z.ZodUnion<readonly [z.ZodObject<{
                type: z.ZodString;
            }, z.core.$loose>, z.ZodObject<{
                '#record': z.ZodArray<z.ZodTuple<[z.ZodJSONSchema, z.ZodJSONSchema], null>>;
            }, z.core.$strict>]>;
        }, z.core.$strict>, z.ZodObject<{
            draw: z.ZodOptional<z.ZodJSONSchema>;
            choice: z.ZodOptional<z.ZodJSONSchema>;
            type: z.ZodLiteral<"reply">;
            node: z.ZodString;
            from: z.ZodString;
            id: z.ZodInt;
            reply: z.ZodUnion<readonly [z.ZodObject<{
                type: z.ZodString;
            }, z.core.$loose>, z.ZodObject<{
                '#record': z.ZodArray<z.ZodTuple<[z.ZodJSONSchema, z.ZodJSONSchema], null>>;
            }, z.core.$strict>]>;
        }, z.core.$strict>, z.ZodObject<{
            type: z.ZodLiteral<"crash">;
            node: z.ZodString;
            kept: z.ZodOptional<z.ZodInt>;
        }, z.core.$strict>, z.ZodObject<{
            type: z.ZodLiteral<"restart">;
            node: z.ZodString;
            draw: z.ZodOptional<z.ZodJSONSchema>;
        }, z.core.$strict>, z.ZodObject<{
            type: z.ZodLiteral<"partition">;
            name: z.ZodString;
        }, z.core.$strict>, z.ZodObject<{
            type: z.ZodLiteral<"heal">;
        }, z.core.$strict>], "type">;
        effects: z.ZodArray<z.ZodDiscriminatedUnion<[z.ZodObject<{
            type: z.ZodLiteral<"send">;
            to: z.ZodString;
            message: z.ZodUnion<readonly [z.ZodObject<{
                type: z.ZodString;
            }, z.core.$loose>, z.ZodObject<{
                '#record': z.ZodArray<z.ZodTuple<[z.ZodJSONSchema, z.ZodJSONSchema], null>>;
            }, z.core.$strict>]>;
        }, z.core.$strict>, z.ZodObject<{
            type: z.ZodLiteral<"call">;
            to: z.ZodString;
            request: z.ZodUnion<readonly [z.ZodObject<{
                type: z.ZodString;
            }, z.core.$loose>, z.ZodObject<{
                '#record': z.ZodArray<z.ZodTuple<[z.ZodJSONSchema, z.ZodJSONSchema], null>>;
            }, z.core.$strict>]>;
        }, z.core.$strict>, z.ZodObject<{
            type: z.ZodLiteral<"output">;
            value: z.ZodUnion<readonly [z.ZodObject<{
                type: z.ZodString;
            }, z.core.$loose>, z.ZodObject<{
                '#record': z.ZodArray<z.ZodTuple<[z.ZodJSONSchema, z.ZodJSONSchema], null>>;
            }, z.core.$strict>]>;
        }, z.core.$strict>, z.ZodObject<{
            type: z.ZodLiteral<"persist">;
            record: z.ZodJSONSchema;
        }, z.core.$strict>, z.ZodObject<{
            type: z.ZodLiteral<"arm">;
            timer: z.ZodString;
        }, z.core.$strict>, z.ZodObject<{
            type: z.ZodLiteral<"disarm">;
            timer: z.ZodString;
        }, z.core.$strict>], "type">>;
        changes: z.ZodArray<z.ZodUnion<readonly [z.ZodObject<{
            node: z.ZodString;
            standing: z.ZodUnion<readonly [z.ZodObject<{
                up: z.ZodJSONSchema;
                durable: z.ZodOptional<z.ZodJSONSchema>;
                divergence: z.ZodOptional<z.ZodObject<{
                    what: z.ZodString;
                    expected: z.ZodJSONSchema;
                    got: z.ZodJSONSchema;
                }, z.core.$strict>>;
            }, z.core.$strict>, z.ZodObject<{
                down: z.ZodJSONSchema;
            }, z.core.$strict>, z.ZodObject<{
                absent: z.ZodLiteral<true>;
            }, z.core.$strict>]>;
        }, z.core.$strict>, z.ZodObject<{
            node: z.ZodString;
            divergence: z.ZodObject<{
                what: z.ZodString;
                expected: z.ZodJSONSchema;
                got: z.ZodJSONSchema;
            }, z.core.$strict>;
        }, z.core.$strict>, z.ZodObject<{
            node: z.ZodString;
            field: z.ZodString;
            before: z.ZodJSONSchema;
            after: z.ZodJSONSchema;
        }, z.core.$strict>]>>;
        history: z.ZodOptional<z.ZodObject<{
            before: z.ZodJSONSchema;
            after: z.ZodJSONSchema;
        }, z.core.$strict>>;
        ignored: z.ZodOptional<z.ZodLiteral<true>>;
    }, z.core.$strict>>;
    loop: z.ZodOptional<z.ZodInt>;
}, z.core.$strict>;
/** What the file says, as JSON. */
export type TraceJson = z.infer<typeof traceSchema>;
/** What the file says, with Map, Set and bigint as they were. */
export interface TraceRecord {
    readonly tool: string;
    readonly protocol: string;
    readonly subject: string;
    readonly scope: string;
    readonly setting: unknown;
    readonly seed?: number;
    readonly property: {
        readonly kind: string;
        readonly name: string;
        readonly says: string;
        readonly source: string;
    };
    readonly trace: Trace;
}
/** The published JSON Schema. */
export declare function traceJsonSchema(): object;
/** What a record is made from. */
export declare function recordOf(about: Omit<TraceRecord, 'property'> & {
    readonly property: Pick<Property, 'kind' | 'name' | 'says' | 'source'>;
}): TraceRecord;
/** The text of a trace file. */
export declare function writeTrace({ trace, setting, seed, ...about }: TraceRecord): string;
/**
 * Reads the text of a trace file. `where` names the file in errors.
 *
 * @throws UsageError in one sentence, for whatever is not a trace of this version.
 */
export declare function readTrace(text: string, where: string): TraceRecord;
