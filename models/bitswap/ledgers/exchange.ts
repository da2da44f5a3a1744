/**
 * What a message changes in a node's ledger and lists: pure functions that the machine's actions use. The
 * draws of a scope use them, too, to know which events throw the dice.
 */
import type { Block, BlockName, Confirm, Ledger, LedgersSetting, LedgersView } from './messages.ts';

/** The variables that an exchange of blocks reads. */
export type Exchange = Omit<LedgersView, 'phase' | 'isGone'>;

/** Whether the ledger of a partner's Open agrees with the own one. */
export function agrees(own: Ledger, theirs: Ledger, comparison: LedgersSetting['comparison']): boolean {
  switch (comparison) {
    case 'mirrored':
      return own.sent === theirs.recv && own.recv === theirs.sent;
    case 'counts':
      return own.sent === theirs.sent && own.recv === theirs.recv;
    case 'fields':
      return false;
    case 'never':
      return true;
  }
}

/** Whether a ledger is (0, 0). */
export function isClean({ sent, recv }: Ledger): boolean {
  return sent === 0 && recv === 0;
}

/** Whether a block that arrived is needed and has the right data. */
export function isUseful({ need }: Pick<Exchange, 'need'>, { block, data }: Block): boolean {
  return need.includes(block) && data === 'good';
}

/** A block moves from those needed to those had. */
export function taken(
  { have, need }: Pick<Exchange, 'have' | 'need'>,
  block: BlockName,
): Pick<Exchange, 'have' | 'need'> {
  return {
    have: [...have, block].sort(),
    need: need.filter((one) => one !== block),
  };
}

/** The variables that a confirmation changes; `bytes` is the size of the block. */
export function confirmed(
  { sent, out, wants }: Pick<Exchange, 'sent' | 'out' | 'wants'>,
  { block, ok }: Confirm,
  bytes: number,
): Pick<Exchange, 'sent' | 'out' | 'wants'> {
  return {
    sent: ok && out !== null ? sent + bytes : sent,
    out: null,
    wants: wants.filter((one) => one !== block),
  };
}

/** The lowest block that a partner wants and this node has. */
export function nextBlock({ have, wants }: Pick<Exchange, 'have' | 'wants'>): BlockName | undefined {
  return wants.find((block) => have.includes(block));
}

/** Whether a node with an open connection throws the dice: it is willing, no block is out, and one is wanted. */
export function mayGive(node: Pick<Exchange, 'have' | 'wants' | 'out' | 'ignoring'>): boolean {
  return !node.ignoring && node.out === null && nextBlock(node) !== undefined;
}
