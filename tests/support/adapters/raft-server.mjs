/** The repository's own server of Raft behind the SDK for Node: its saved state is what it tells beside its view. */

import { RaftServer } from '../../../dist/implementations/raft/server.js';
import { serve } from '../../../sdk/node/swarmcheck.mjs';

class Server {
  #server;
  constructor(birth, out) {
    this.#server = new RaftServer(birth);
    this.#server.start(out);
  }
  handle(event, out) {
    this.#server.handle(event, out);
  }
  view() {
    return this.#server.view();
  }
  state() {
    return this.#server.save();
  }
}

serve(Server, { name: 'Raft in Node', shape: 'raft' });
