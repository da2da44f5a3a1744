/**
 * Adapter SDK of swarmcheck for Node 18 and later: copy this file beside your adapter.
 *
 *     import { serve } from './swarmcheck.mjs';
 *
 *     class Server {
 *       constructor(birth, out) {}   // comes up; birth: self, nodes, setting, and durable after a crash
 *       handle(event, out) {}        // takes one event; out.send(to, message), out.arm(timer), ...
 *       view() {}                    // what properties see
 *       state() {}                   // the rest of what it remembers, as plain data
 *       load(state) {}               // with loads: true: becomes the instance that gave this state
 *       rename(state, names) {}      // with renames: true: returns a state with other names of nodes
 *     }
 *
 *     serve(Server, { name: 'my server', shape: 'raft' });
 *
 * Nodes are spelled by their names in views, states and messages. A step must depend on nothing but the state
 * and the event: no clock, no randomness. An exception in a step is a finding about your code. Standard output
 * belongs to the protocol; what your code prints goes to standard error.
 */
import { readSync, writeSync } from 'node:fs';

const protocol = 1;

/** Answers requests until standard input ends; `new Node(birth, out)` makes an instance. */
export function serve(Node, { name, shape, loads = false, renames = false }) {
  process.stdout.write = process.stderr.write.bind(process.stderr);
  const hello = { protocol, name, lives: true, loads, renames, ...(shape !== undefined && { shape }) };
  const lives = new Map();
  for (const line of lines()) {
    const request = JSON.parse(line);
    let answer;
    try {
      answer = request.do === 'hello' ? { hello } : answerTo(Node, lives, request);
    } catch (error) {
      const kind = error instanceof Misunderstood ? 'protocol' : 'failed';
      const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      answer = { error: { kind, message, stack: error?.stack } };
    }
    writeAll(`${JSON.stringify({ id: request.id, ...answer })}\n`);
  }
}

class Misunderstood extends Error {}

function answerTo(Node, lives, { do: what, life, birth, state, past = [], event, request, names }) {
  if (what === 'end') {
    lives.delete(life);
    return {};
  }
  if (!/^(begin|go|step|rename)$/.test(what)) throw new Misunderstood(`there is no request '${what}'`);
  let effects = [];
  const instance = what === 'go' ? lives.get(life) : new Node(decoded(birth), outboxTo(effects));
  if (what === 'begin') lives.set(life, instance);
  if (what === 'rename') return { state: encoded(instance.rename(decoded(state), names)) };
  if (state !== undefined) instance.load(decoded(state));
  for (const one of past) instance.handle(decoded(one), outboxTo([]));
  if (request !== undefined) return { reply: encoded(instance.answer(decoded(request))) };
  // The effects are those of the event; without an event, and without a past, those of coming up.
  if (state !== undefined || event !== undefined) effects = [];
  if (event !== undefined) instance.handle(decoded(event), outboxTo(effects));
  return { effects, view: encoded(instance.view()), state: encoded(instance.state()) };
}

/** Writes effects to a list, each encoded at once, because the step may go on changing its data. */
function outboxTo(effects) {
  const add = (type, fields) => effects.push({ type, ...encoded(fields) });
  return {
    send: (to, message) => add('send', { to, message }),
    call: (to, request) => add('call', { to, request }),
    output: (value) => add('output', { value }),
    persist: (record) => add('persist', { record }),
    arm: (timer) => add('arm', { timer }),
    disarm: (timer) => add('disarm', { timer }),
  };
}

/** Data as JSON: sets, maps, large integers and undefined are tagged. */
function encoded(value) {
  if (typeof value === 'bigint') return { '#bigint': String(value) };
  if (value === undefined) return { '#undefined': true };
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(encoded);
  if (value instanceof Set) return { '#set': [...value].map(encoded) };
  if (value instanceof Map) return { '#map': [...value].map(([key, item]) => [encoded(key), encoded(item)]) };
  return Object.fromEntries(Object.entries(value).map(([field, item]) => [field, encoded(item)]));
}

function decoded(json) {
  if (typeof json !== 'object' || json === null) return json;
  if (Array.isArray(json)) return json.map(decoded);
  if (json['#set']) return new Set(json['#set'].map(decoded));
  if (json['#map']) return new Map(json['#map'].map(([key, item]) => [decoded(key), decoded(item)]));
  if (json['#bigint']) return BigInt(json['#bigint']);
  if (json['#undefined']) return undefined;
  return Object.fromEntries(Object.entries(json).map(([field, item]) => [field, decoded(item)]));
}

/** The lines of standard input, one after the other, until it ends. */
function* lines() {
  const chunk = Buffer.alloc(65_536);
  let rest = Buffer.alloc(0);
  for (;;) {
    const end = rest.indexOf(10);
    if (end >= 0) {
      yield rest.subarray(0, end).toString();
      rest = rest.subarray(end + 1);
      continue;
    }
    const bytes = readSync(0, chunk);
    if (bytes === 0) return;
    rest = Buffer.concat([rest, chunk.subarray(0, bytes)]);
  }
}

function writeAll(text) {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) at += writeSync(1, bytes, at);
}
