/** Chord's shape and the readings of its two models, fixed once for promises, scopes and bugs. */
import type { Actor } from '../../checker/actors/actor.ts';
import { protocol } from '../../checker/suite/suite.ts';
import { answered, viewOfCorrected, viewOfOriginal } from '../../models/chord/context.ts';
import type { correctedMachine } from '../../models/chord/corrected.ts';
import type { Chord } from '../../models/chord/messages.ts';
import type { originalMachine } from '../../models/chord/original.ts';

export const kit = protocol<Chord>();

/** A machine of the original protocol as an actor: the model itself, or a variant with other guards or actions. */
export function original(machine: typeof originalMachine): Actor<Chord> {
  return kit.model(machine, {
    view: ({ context }) => viewOfOriginal(context),
    answer: ({ context }, request) => answered(context, request),
  });
}

/** As `original`, of the corrected protocol. */
export function corrected(machine: typeof correctedMachine): Actor<Chord> {
  return kit.model(machine, {
    view: ({ context }) => viewOfCorrected(context),
    answer: ({ context }, request) => answered(context, request),
  });
}
