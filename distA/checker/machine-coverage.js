import { stateNodes } from './machine-features.js';
/** Notes what the steps of one machine take. */
export class Recorder {
    /** Everything a step of this machine could take, in words: a transition each, and each guard true and false. */
    rules;
    #taken = new Set();
    /** Changes the machine, which must be a copy of the author's. */
    constructor(machine) {
        const rules = new Set();
        for (const node of stateNodes(machine.root)) {
            for (const transition of [...node.transitions.values()].flat().concat(node.always ?? [])) {
                const rule = `${machine.id}: ${transitionText(node, transition)}`;
                rules.add(rule);
                const noting = { type: 'xstate.noting', resolve: this.#noting(rule) };
                transition.actions = [
                    Object.assign(() => { }, noting),
                    ...transition.actions,
                ];
            }
        }
        const { guards } = machine.implementations;
        for (const [name, guard] of Object.entries(guards)) {
            if (typeof guard !== 'function' || 'check' in guard)
                continue;
            for (const outcome of [true, false])
                rules.add(guardText(machine.id, name, outcome));
            guards[name] = (...args) => {
                const outcome = guard(...args);
                this.#taken.add(guardText(machine.id, name, outcome));
                return outcome;
            };
        }
        this.rules = [...rules];
    }
    /** Runs a step; `taken` is what it took of the rules. */
    during(run) {
        this.#taken.clear();
        const result = run();
        return { result, taken: [...this.#taken].sort() };
    }
    /** An action of XState that notes and changes nothing. */
    #noting(rule) {
        return (_, snapshot) => {
            this.#taken.add(rule);
            return [snapshot, undefined, undefined];
        };
    }
}
/** `candidate --RequestVoteReply [countsVote]--> leader` */
function transitionText(node, { eventType, guard, target }) {
    const from = node.path.join('.') || '(root)';
    const guarded = guard === undefined ? '' : ` [${guardName(guard)}]`;
    const to = target?.map(({ path }) => path.join('.')).join(', ') ?? 'stays';
    return `${from} --${eventText(node, eventType)}${guarded}--> ${to}`;
}
function eventText(node, eventType) {
    const timer = node.after.find((one) => one.eventType === eventType);
    if (timer !== undefined)
        return `after ${String(timer.delay)}`;
    if (eventType === '')
        return 'always';
    return eventType.startsWith('xstate.done.') ? 'done' : eventType;
}
function guardName(guard) {
    if (typeof guard === 'string')
        return guard;
    const { type } = guard;
    return typeof type === 'string' ? type : 'inline guard';
}
function guardText(machine, name, outcome) {
    return `${machine}: guard ${name} ${outcome}`;
}
