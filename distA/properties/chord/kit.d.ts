/** Chord's shape and the readings of its two models, fixed once for promises, scopes and bugs. */
import type { Actor } from '../../checker/actor.ts';
import type { correctedMachine } from '../../models/chord/corrected.ts';
import type { Chord } from '../../models/chord/messages.ts';
import type { originalMachine } from '../../models/chord/original.ts';
export declare const kit: import("../../checker/suite.ts").Kit<Chord, undefined>;
/** A machine of the original protocol as an actor: the model itself, or a variant with other guards or actions. */
export declare function original(machine: typeof originalMachine): Actor<Chord>;
/** As `original`, of the corrected protocol. */
export declare function corrected(machine: typeof correctedMachine): Actor<Chord>;
