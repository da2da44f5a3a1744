/**
 * Connection events: when a partner comes up and goes down, of the connections that open and close. The first
 * connection of a partner brings it up, the end of the last one brings it down, and every change is reported, in
 * order: a partner that is gone and back at once has forgotten the wants that it got.
 *
 * A send that failed for good condemns the connections that are open, since messages were lost: the partner is down,
 * and the shell closes these connections, so that the other side takes it for down, too. A connection that opens
 * later brings the partner up again. A failure names the connection that had brought the partner up when the message
 * was sent, so one that comes late means nothing to a partner that came up again.
 */

/** What happened to a connection. Names of connections are never used again. */
export interface ConnectionEvent {
  /** `failed`: a message was not sent, for the last time that the shell tries, since `connection` brought the partner up. */
  readonly type: 'opened' | 'closed' | 'failed';
  readonly partner: string;
  readonly connection: string;
}

/** What follows: for the core, that a partner is up or down; for the shell, that it must close a connection. */
export type ConnectionChange =
  | { readonly type: 'up' | 'down'; readonly partner: string }
  | { readonly type: 'close'; readonly partner: string; readonly connection: string };

/** The connections of a partner that is up. */
export interface Period {
  /** The one that brought it up. */
  readonly first: string;
  /** Those that are open, in the order in which they opened. */
  readonly open: readonly string[];
}

/** The connections of each partner that is up. */
export type Connections = ReadonlyMap<string, Period>;

/** The decisions about connections; a known bug replaces one. */
export interface ConnectionRules {
  /** Whether the end of a connection is the end of the partner, if so many others are open. */
  isLast(others: number): boolean;
  /** Which changes are reported, of all that one call makes. */
  told(changes: readonly ConnectionChange[]): readonly ConnectionChange[];
  /** Whether a failed send was one to the partner as it is up now, given the connection that each names. */
  concerns(first: string, connection: string): boolean;
  /** Whether a partner is down after a failed send. */
  isDownAfterFailure(): boolean;
  /** Whether the connections of a failed send are closed. */
  closesCondemned(): boolean;
}

/** The rules without a bug. */
export const connectionRules: ConnectionRules = {
  isLast: (others) => others === 0,
  told: (changes) => changes,
  concerns: (first, connection) => first === connection,
  isDownAfterFailure: () => true,
  closesCondemned: () => true,
};

/** No connection. */
export const noConnections: Connections = new Map();

const noneOpen: readonly string[] = [];
const down: Period = { first: '', open: noneOpen };

/** The connections after events, and the changes that are reported. */
export function connect(
  before: Connections,
  events: readonly ConnectionEvent[],
  rules: ConnectionRules = connectionRules,
): { readonly connections: Connections; readonly told: readonly ConnectionChange[] } {
  const connections = new Map(before);
  const changes: ConnectionChange[] = [];
  for (const event of events) {
    const period = connections.get(event.partner) ?? down;
    const { left, told } = after(period, event, rules);
    const first = period.open.length > 0 ? period.first : event.connection;
    if (left.length > 0) connections.set(event.partner, { first, open: left });
    else connections.delete(event.partner);
    changes.push(...told);
  }
  return { connections, told: rules.told(changes) };
}

/** The connections of one partner after an event. A connection that is not open ends without effect. */
function after(
  { first, open }: Period,
  event: ConnectionEvent,
  rules: ConnectionRules,
): { readonly left: readonly string[]; readonly told: readonly ConnectionChange[] } {
  const { partner } = event;
  switch (event.type) {
    case 'opened':
      if (open.includes(event.connection)) return { left: open, told: [] };
      return { left: [...open, event.connection], told: open.length === 0 ? [{ type: 'up', partner }] : [] };
    case 'closed': {
      const left = open.filter((connection) => connection !== event.connection);
      const isDown = left.length < open.length && rules.isLast(left.length);
      return { left, told: isDown ? [{ type: 'down', partner }] : [] };
    }
    case 'failed': {
      if (open.length > 0 && !rules.concerns(first, event.connection)) return { left: open, told: [] };
      const condemned = rules.closesCondemned() ? open : noneOpen;
      const closing = condemned.map((connection) => ({ type: 'close' as const, partner, connection }));
      const isDown = open.length > 0 && rules.isDownAfterFailure();
      return { left: noneOpen, told: isDown ? [{ type: 'down', partner }, ...closing] : closing };
    }
  }
}
