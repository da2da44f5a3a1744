/** What tells one storm over a Raft cluster from another. */
export const statistics = [
    { name: 'leaders elected', of: (_views, { elections }) => elections.size },
    {
        name: 'highest term',
        of: (views) => Math.max(0, ...[...views.values()].map(({ currentTerm }) => currentTerm)),
    },
    { name: 'entries committed', of: (_views, { committed }) => committed.size },
];
