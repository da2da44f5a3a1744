/** How readily something is done again that led out of the scope. */
const warily = 0.03;
/** Shies away from what led out of the scope, so that a run is not spent on coming to its end again and again. */
export class Wary {
    #shunned = new Set();
    bias = {
        eagerness: (action) => (this.#shunned.size > 0 && this.#shunned.has(kindOf(action)) ? warily : 1),
    };
    shun(action) {
        this.#shunned.add(kindOf(action));
    }
}
/** Who did what, whatever it was about. */
function kindOf(action) {
    switch (action.type) {
        case 'deliver':
            return `${action.to} ${action.message.type}`;
        case 'timeout':
            return `${action.node} ${action.timer}`;
        case 'input':
            return `${action.node} ${action.input.type}`;
        default:
            return 'node' in action ? `${action.node} ${action.type}` : action.type;
    }
}
