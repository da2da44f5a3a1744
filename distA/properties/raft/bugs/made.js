import { raftRules } from '../../../implementations/raft/rules.js';
import { raftMachine } from '../../../models/raft/machine.js';
import { implementation, server } from '../kit.js';
/** The machine with a mistake, and the implementation with the same one. */
export function bug({ model, rules, ...story }) {
    return {
        ...story,
        model: { server: model },
        implementation: { server: implementation({ ...raftRules, ...rules }) },
    };
}
/** The model with other guards or actions. */
export function provided(other) {
    return server(raftMachine.provide(other));
}
