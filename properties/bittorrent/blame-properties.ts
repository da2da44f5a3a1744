/** The properties of a comparison (V4): a source is banned by the block that differs from the good one. */

import type { NodeId } from '../../checker/actors/actor.ts';
import { pieceOf } from '../../models/bittorrent/context.ts';
import { kit } from './kit.ts';
import type { Step } from './properties.ts';

/** The sources of bad blocks of the pieces that a step verifies. */
function comparedIn({ before, after }: Step): readonly NodeId[] {
  return [...before.suspects].flatMap(([block, suspects]) => {
    const piece = pieceOf(block, before.limits);
    if (before.pieces.has(piece) || !after.pieces.has(piece)) return [];
    return suspects.flatMap(({ content, source }) => (content === 'bad' ? [source] : []));
  });
}

export const differingBanned = kit.step({
  name: 'Differing Banned',
  says: 'Once a piece is good, each source of a block that differed when it failed is banned.',
  source: 'V4; libtorrent, smart_ban',
  premise: (step) => comparedIn(step).length > 0,
  holds: (step) => comparedIn(step).every((source) => step.after.banned.has(source)),
});

export const onlyBadBanned = kit.step({
  name: 'Only Bad Banned',
  says: 'A comparison bans only sources of bad blocks.',
  source: 'S17; V4',
  premise: (step) => comparedIn(step).length > 0,
  holds: (step) =>
    comparedIn(step).length === 0 ||
    [...step.after.banned].every(
      (source) => step.before.banned.has(source) || comparedIn(step).includes(source),
    ),
});
