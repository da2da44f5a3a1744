/**
 * The kit of Chord's suite: the protocol's shape and its two roles, the protocol as published and as
 * corrected.
 */
import { protocol } from '../../checker/suite/kit.ts';
import { replyTo, viewOfCorrected, viewOfOriginal } from '../../models/chord/context.ts';
import { correctedMachine } from '../../models/chord/corrected.ts';
import type { Chord } from '../../models/chord/messages.ts';
import { originalMachine } from '../../models/chord/original.ts';

/** The kit for Chord's shape. */
export const kit = protocol<Chord>();

/** The role of a member of the original protocol. */
export const original = kit.role({
  name: 'original',
  machine: originalMachine,
  view: ({ context }) => viewOfOriginal(context),
  answer: ({ context }, request) => replyTo(context, request),
});

/** The role of a member of the corrected protocol. */
export const corrected = kit.role({
  name: 'corrected',
  machine: correctedMachine,
  view: ({ context }) => viewOfCorrected(context),
  answer: ({ context }, request) => replyTo(context, request),
});
