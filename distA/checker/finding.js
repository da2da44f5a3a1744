const neverOccurred = 'what it speaks of never occurred, so nothing was tested';
/** What is said of a promise that nothing broke; without a premise it speaks of every node, pair, world or step. */
export function unbroken(stopped, premiseOccurred) {
    if (stopped !== undefined)
        return { verdict: 'inconclusive', because: `not broken so far, but ${stopped}` };
    return premiseOccurred ? { verdict: 'holds' } : { verdict: 'inconclusive', because: neverOccurred };
}
