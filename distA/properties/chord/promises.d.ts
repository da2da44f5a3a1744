export declare const atLeastOneRing: import("../../index.ts").Property<import("../../models/chord/messages.ts").Chord, undefined>;
export declare const atMostOneRing: import("../../index.ts").Property<import("../../models/chord/messages.ts").Chord, undefined>;
export declare const orderedRing: import("../../index.ts").Property<import("../../models/chord/messages.ts").Chord, undefined>;
export declare const connectedAppendages: import("../../index.ts").Property<import("../../models/chord/messages.ts").Chord, undefined>;
export declare const someBestSuccessor: import("../../index.ts").Property<import("../../models/chord/messages.ts").Chord, undefined>;
export declare const lookupsEnd: import("../../index.ts").Property<import("../../models/chord/messages.ts").Chord, undefined>;
export declare const promises: import("../../index.ts").Property<import("../../models/chord/messages.ts").Chord, undefined>[];
export declare const antecedentPredecessors: import("../../index.ts").Property<import("../../models/chord/messages.ts").Chord, undefined>;
export declare const orderedMerges: import("../../index.ts").Property<import("../../models/chord/messages.ts").Chord, undefined>;
export declare const orderedAppendages: import("../../index.ts").Property<import("../../models/chord/messages.ts").Chord, undefined>;
export declare const distinctSuccessors: import("../../index.ts").Property<import("../../models/chord/messages.ts").Chord, undefined>;
export declare const orderedSuccessors: import("../../index.ts").Property<import("../../models/chord/messages.ts").Chord, undefined>;
export declare const validSuccessorList: import("../../index.ts").Property<import("../../models/chord/messages.ts").Chord, undefined>;
export declare const everybodyJoins: import("../../index.ts").Property<import("../../models/chord/messages.ts").Chord, undefined>;
/** Claimed of the original protocol, and true of the corrected one. */
export declare const claimsKept: import("../../index.ts").Property<import("../../models/chord/messages.ts").Chord, undefined>[];
export declare const claims: import("../../index.ts").Property<import("../../models/chord/messages.ts").Chord, undefined>[];
/** As ideal as the list is long; in the papers' words, every successor and predecessor pointer is right. */
export declare const becomesIdeal: import("../../index.ts").Property<import("../../models/chord/messages.ts").Chord, undefined>;
/** By length of lists. */
export declare const soundRings: {
    2: import("../../index.ts").Property<import("../../models/chord/messages.ts").Chord, undefined>;
    3: import("../../index.ts").Property<import("../../models/chord/messages.ts").Chord, undefined>;
};
export declare const ringGrows: import("../../index.ts").Property<import("../../models/chord/messages.ts").Chord, undefined>;
export declare const noDuplicates: import("../../index.ts").Property<import("../../models/chord/messages.ts").Chord, undefined>;
