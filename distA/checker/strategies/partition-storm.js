/**
 * Partitions that come and go: a switch fails, a route flaps, a firewall drops what goes one way. While one stands, what is
 * sent across it waits; then all of it may arrive.
 */
export const partitionStorm = {
    name: 'partition-storm',
    imitates: 'partitions that come and go, some of them in one direction only',
    suits: ({ nodes }) => Object.keys(nodes).length > 1,
    begin({ nodes, actionsMax }, random) {
        let left = 0;
        let isCut = true;
        let isOneWay = false;
        let side = new Set();
        const turn = () => {
            isCut = !isCut;
            left = random.upTo(nodes.length, Math.max(nodes.length, actionsMax / 4));
            isOneWay = random.chance(0.3);
            side = new Set(nodes.filter(() => random.chance(0.5)));
        };
        turn();
        return {
            rates: { partition: 10, heal: 2 },
            eagerness(action) {
                if (!isCut || action.type !== 'deliver')
                    return 1;
                const leaves = side.has(action.from);
                if (leaves === side.has(action.to))
                    return 1;
                return isOneWay && leaves ? 1 : 0;
            },
            after() {
                left--;
                if (left <= 0)
                    turn();
            },
        };
    },
};
