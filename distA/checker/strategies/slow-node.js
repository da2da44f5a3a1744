/** How readily the slow node does anything. */
const slowly = 0.03;
/** One slow node: a long garbage collection, a full disk, a processor that others use. All it does comes late. */
export const slowNode = {
    name: 'slow-node',
    imitates: 'a node that does everything late',
    begin({ nodes }, random) {
        const slow = nodes[random.below(nodes.length)];
        return {
            eagerness(action) {
                switch (action.type) {
                    case 'deliver':
                    case 'request':
                        return action.to === slow ? slowly : 1;
                    case 'timeout':
                    case 'input':
                    case 'persisted':
                    case 'reply':
                        return action.node === slow ? slowly : 1;
                    default:
                        return 1;
                }
            },
        };
    },
};
