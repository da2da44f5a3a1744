/**
 * Messages of a trace from sending to arrival. A trace says what each step sent and what it received, not which sending a
 * delivery goes back to; of several equal ones under way the oldest is taken, and where none is under way any more (the
 * network delivers twice) the last one that arrived.
 */
import { canonical } from '../checker/index.js';
/** In the order in which they were sent. */
export function flightsOf({ steps }) {
    const links = new Map();
    const ended = [];
    const linkOf = (from, to, message) => {
        const key = canonical([from, to, message]);
        const known = links.get(key) ?? { from, to, message, underWay: [], last: 0 };
        links.set(key, known);
        return known;
    };
    for (const [index, { action, effects }] of steps.entries()) {
        const at = index + 1;
        if (action.type === 'deliver' || action.type === 'drop') {
            const { from, to, message } = action;
            const link = linkOf(from, to, message);
            link.last = link.underWay.shift() ?? link.last;
            const how = action.type === 'deliver' ? 'arrived' : 'lost';
            ended.push({ from, to, message, sentAt: link.last, ended: { at, how } });
        }
        else if (action.type === 'duplicate') {
            const link = linkOf(action.from, action.to, action.message);
            link.underWay.unshift(link.underWay[0] ?? link.last);
        }
        else if (action.type === 'inject') {
            linkOf(action.from, action.to, action.message).underWay.push(at);
        }
        const from = actingNode(action);
        for (const effect of effects) {
            if (effect.type === 'send' && from !== undefined)
                linkOf(from, effect.to, effect.message).underWay.push(at);
        }
    }
    const pending = [...links.values()].flatMap(({ from, to, message, underWay }) => underWay.map((sentAt) => ({ from, to, message, sentAt })));
    return [...ended, ...pending].sort((a, b) => a.sentAt - b.sentAt || endOf(a) - endOf(b));
}
function endOf({ ended }) {
    return ended?.at ?? Number.POSITIVE_INFINITY;
}
/** The node that takes the step; none where only the network changes. */
export function actingNode(action) {
    switch (action.type) {
        case 'deliver':
            return action.to;
        case 'timeout':
        case 'input':
        case 'persisted':
        case 'reply':
        case 'crash':
        case 'restart':
            return action.node;
        default:
            return undefined;
    }
}
