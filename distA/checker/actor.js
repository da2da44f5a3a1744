/**
 * An actor is one participant of a protocol as a pure step function: an event goes in, the next state and the
 * effects come out. Formal models, optimised implementations and pairs of both in lockstep are all actors, and
 * everything else in this folder drives actors without knowing which kind it holds.
 *
 * Read in this order: `Shape` (what a protocol is made of), `Received` and `Effect` (what goes in and out), `Actor`.
 * Protocol code imports nothing of the checker but this file.
 *
 * Inside an actor there is no clock, no socket and no randomness. Time is a timer that the world fires, the network
 * is `send`, and a coin is a `draw` that arrives with the event. So the same actor can be explored exhaustively,
 * simulated with delays, or run over real sockets.
 */
/** By which the checker knows an effect action that nobody has replaced; the same for every copy of swarmcheck. */
export const effectMark = Symbol.for('swarmcheck.effect');
/**
 * Spread into `setup({ actions })`: the effect actions of protocol P. They do nothing by themselves, so the machine
 * runs in any XState tool; the checker reads their params, and an application may `provide` real ones.
 */
export function effects() {
    const leftToTheWorld = Object.assign(() => { }, { [effectMark]: true });
    return { send: leftToTheWorld, call: leftToTheWorld, output: leftToTheWorld, persist: leftToTheWorld };
}
