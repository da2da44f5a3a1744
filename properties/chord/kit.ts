/** The kit of Chord's suite: the protocol's shape and its two roles, the protocol as published and as corrected. */
import { protocol } from '../../checker/suite/kit.ts';
import { answered, viewOfCorrected, viewOfOriginal } from '../../models/chord/context.ts';
import { correctedMachine } from '../../models/chord/corrected.ts';
import type { Chord } from '../../models/chord/messages.ts';
import { originalMachine } from '../../models/chord/original.ts';

export const kit = protocol<Chord>();

export const original = kit.role({
  name: 'original',
  machine: originalMachine,
  view: ({ context }) => viewOfOriginal(context),
  answer: ({ context }, request) => answered(context, request),
});

export const corrected = kit.role({
  name: 'corrected',
  machine: correctedMachine,
  view: ({ context }) => viewOfCorrected(context),
  answer: ({ context }, request) => answered(context, request),
});
