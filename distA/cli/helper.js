/** A thread that checks what it is told to; `crew.ts` is its other end. */
import { workerData } from 'node:worker_threads';
import { promisesOf } from '../checker/index.js';
import { Driver } from './drive.js';
import { Catalogue } from './find.js';
import { heard } from './limits.js';
import { packed, packedStorm } from './parcel.js';
// The pool puts what it was given behind data of its own.
const { options, stop } = workerData[1];
const limits = heard(stop, options);
const driver = new Driver({ ...options, quiet: true }, limits);
const catalogue = Catalogue.of(options);
export default async function check({ protocol, scope, subject, properties: names, storm, }) {
    if (limits.stopped !== undefined)
        return { kind: 'over' };
    try {
        const suite = (await catalogue).named(protocol);
        const properties = names.flatMap((name) => promisesOf(suite, subject, name, scope));
        if (storm === undefined) {
            const { exploration, ms } = await driver.explore(suite, scope, subject, properties);
            return { kind: 'exploration', exploration: packed(exploration, properties), ms };
        }
        const { fuzzed, ms, foundMs } = await driver.storm(suite, scope, subject, properties, storm);
        return { kind: 'storm', fuzzed: packedStorm(fuzzed, properties), ms, foundMs };
    }
    catch {
        return { kind: 'failed' };
    }
}
