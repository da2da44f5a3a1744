/** The context of the ledgers' machine: its variables, their start, and the view of properties. */
import type { Birth, MachineEvent, NodeId } from '../../../checker/actors/actor.ts';
import type { Ledger, Ledgers, LedgersSetting, LedgersView, Phase } from './messages.ts';

/** The events of the machine. */
export type LedgersEvent = MachineEvent<Ledgers>;

/** The context of the machine. */
export interface LedgersContext extends Omit<LedgersView, 'phase'> {
  readonly self: NodeId;
  readonly partner: NodeId;
  readonly setting: LedgersSetting;
}

/** The ledger of a node that forgot, or never knew. */
export const clean: Ledger = { sent: 0, recv: 0 };

/** The first context: the blocks of the setting or of the durable record, and no connection. */
export function initialContext({ self, nodes, setting, durable }: Birth<Ledgers>): LedgersContext {
  const { have, need } = durable ?? setting.blocks[self] ?? { have: [], need: [] };
  return {
    ...{ self, partner: nodes.find((node) => node !== self) ?? self, setting },
    ...(durable === undefined ? (setting.ledgers[self] ?? clean) : clean),
    ...{ have, need, wants: [], out: null },
    ...{ ignoring: false, isCooling: false, isGone: false },
  };
}

/** The view of a node. `value` is the value of the machine's state. */
export function viewOf(context: LedgersContext, value: unknown): LedgersView {
  const { self: _, partner: __, setting: ___, ...variables } = context;
  return { ...variables, phase: phaseOf(value) };
}

interface Running {
  readonly running: { readonly connection: { readonly active?: { readonly exchange: string | object } } };
}

/** The phase of the connection, from the value of the machine's state. */
function phaseOf(value: unknown): Phase {
  if (value === 'exited') return 'exited';
  const { active } = (value as Running).running.connection;
  if (active === undefined) return 'idle';
  return active.exchange === 'opening' ? 'opening' : 'open';
}
