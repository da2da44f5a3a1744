/**
 * The repository's own server of Raft behind the SDK for Node: its saved state is what it tells beside its view.
 * With the argument `loads` it is loaded from this state, with `renames` it renames it, and with `fails` it throws at
 * its first timeout.
 */

import { RaftServer } from '../../../dist/implementations/raft/server.js';
import { serve } from '../../../sdk/node/swarmcheck.mjs';

const has = (option) => process.argv.includes(option);

class Server {
  #server;
  constructor(birth, out) {
    this.#server = new RaftServer(birth);
    this.#server.start(out);
  }
  handle(event, out) {
    if (has('fails') && event.type === 'timeout') throw new RangeError('tocommit(5) is out of range');
    this.#server.handle(event, out);
  }
  view() {
    return this.#server.view();
  }
  state() {
    return this.#server.save();
  }
  load(state) {
    this.#server.load(state);
  }
  rename(state, names) {
    return this.#server.rename(state, (node) => names[node] ?? node);
  }
}

serve(Server, { name: 'Raft in Node', shape: 'raft', loads: has('loads'), renames: has('renames') });
