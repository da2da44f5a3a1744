export declare const suite: import("../../index.ts").Suite<import("../../index.ts").AnyShape, string, string, unknown>;
