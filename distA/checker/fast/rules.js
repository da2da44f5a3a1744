export function rulesOf(system, parts) {
    const { network, partitions = [] } = system;
    const patient = Object.entries((system.patience ?? {}));
    const groups = patient.flatMap(([, { outlasts }]) => (outlasts === undefined ? [] : [outlasts]));
    const blocked = partitions.map(({ blocks }) => new Set(blocks.map(([from, to]) => `${from}>${to}`)));
    return {
        isLossy: system.lossy === true,
        doubles: system.budget?.duplicate !== undefined,
        losesInbox: system.crash?.inbox === 'lost',
        losesOutbox: system.crash?.outbox === 'lost',
        isDuplicating: network === 'duplicating',
        hasInputs: system.inputs !== undefined,
        writesLater: system.persistence === 'async',
        callsLater: system.calls === 'messages',
        detectorMayLie: system.failureDetector === 'mayLie',
        mayFail: system.lossy === true ||
            system.budget?.duplicate !== undefined ||
            system.injects !== undefined ||
            system.crash !== undefined ||
            system.starts !== undefined ||
            partitions.length > 0,
        blocks: (partition, envelope) => {
            const { from, to } = parts.envelopes[envelope];
            return blocked[partition]?.has(`${from}>${to}`) === true;
        },
        blocksLink: (partition, from, to) => blocked[partition]?.has(`${parts.names[from]}>${parts.names[to]}`) === true,
        partitions: partitions.length,
        patience: new Map(patient.map(([timer, { nodes, outlasts, awaitsOwn = false }]) => [
            timer,
            {
                mayFire: parts.names.map((name) => nodes?.includes(name) !== false),
                group: outlasts === undefined ? -1 : groups.indexOf(outlasts),
                awaitsOwn,
            },
        ])),
        within: groups.map((group) => (envelope) => {
            const { from, to } = parts.envelopes[envelope];
            return group.includes(from) && group.includes(to);
        }),
        drop: parts.budgetOf('drop'),
        duplicate: parts.budgetOf('duplicate'),
        inject: parts.budgetOf('inject'),
        injects: (system.injects ?? []).map((envelope) => ({
            messages: parts.listOf([envelope]),
            to: parts.names.indexOf(envelope.to),
        })),
        crash: parts.budgetOf('crash'),
        restart: parts.budgetOf('restart'),
        partition: parts.budgetOf('partition'),
    };
}
