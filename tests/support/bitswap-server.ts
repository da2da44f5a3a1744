/**
 * A server of Bitswap's exchange with a store in memory, for tests: what it sends is a list of texts.
 */
import { AskLedger } from '../../implementations/bitswap/exchange/asks.ts';
import { Ring } from '../../implementations/bitswap/exchange/ring.ts';
import { type ExchangeRules, exchangeRules } from '../../implementations/bitswap/exchange/rules.ts';
import { Server, type ServerSetting, serverSetting } from '../../implementations/bitswap/exchange/server.ts';
import { none } from '../../implementations/bitswap/exchange/table.ts';

/** A server, its store (sizes by CID), and the messages that it sends, such as `0 Block x` to partner 0. */
export interface TestServer {
  readonly server: Server;
  readonly store: Map<string, number>;
  readonly sent: string[];
}

/** A server with other figures, rules or turns; a block that `cannotSend` names makes its port throw. */
export function serverWith(
  setting: Partial<ServerSetting> = {},
  rules: Partial<ExchangeRules> = {},
  ring: (server: () => Server) => Ring = () => new Ring(),
  cannotSend: (cid: string) => boolean = () => false,
): TestServer {
  const store = new Map<string, number>();
  const sent: string[] = [];
  const server: Server = new Server(
    {
      sizeOf: (cid) => store.get(cid) ?? none,
      block: (partner, cid) => {
        if (cannotSend(cid)) throw new Error(`no message holds ${cid}`);
        sent.push(`${partner} Block ${cid}`);
      },
      have: (partner, cid) => sent.push(`${partner} Have ${cid}`),
      dontHave: (partner, cid) => sent.push(`${partner} DontHave ${cid}`),
      work: () => {},
    },
    { ...serverSetting, ...setting },
    { ...exchangeRules, ...rules },
    new AskLedger(),
    ring(() => server),
  );
  return { server, store, sent };
}
