import { protocol } from '../../checker/suite.js';
import { answered, viewOfCorrected, viewOfOriginal } from '../../models/chord/context.js';
export const kit = protocol();
/** A machine of the original protocol as an actor: the model itself, or a variant with other guards or actions. */
export function original(machine) {
    return kit.model(machine, {
        view: ({ context }) => viewOfOriginal(context),
        answer: ({ context }, request) => answered(context, request),
    });
}
/** As `original`, of the corrected protocol. */
export function corrected(machine) {
    return kit.model(machine, {
        view: ({ context }) => viewOfCorrected(context),
        answer: ({ context }, request) => answered(context, request),
    });
}
