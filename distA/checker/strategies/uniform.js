/** No failure in particular: whatever may happen is as likely as anything else. */
export const uniform = {
    name: 'uniform',
    imitates: 'nothing in particular: every action is as likely as any other',
    isAlone: true,
    begin: () => ({ isByCount: true }),
};
