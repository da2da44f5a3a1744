/** The frame of a run: the seed first, checks, the verdict last, and a report whatever happens. */
import { messageOf } from '../checker/index.js';
import { caveats, reportVersion } from '../reports/index.js';
import { Crew } from './crew.js';
import { Driver } from './drive.js';
import { exits, worst } from './exit.js';
import { explain } from './failure.js';
import { Limits } from './limits.js';
import { Output } from './output.js';
import { publish } from './publish.js';
import { version } from './version.js';
/** Begins a run, and ends it with a report, also where it fails. */
export async function running(options, check) {
    const output = new Output(options);
    output.refuseUnwritable();
    output.lines(`seed 0x${options.seed.toString(16)}`);
    const limits = new Limits(options);
    const driver = new Driver(options, limits);
    const crew = new Crew(driver, limits, options);
    const run = { options, output, limits, driver, crew, checks: [] };
    try {
        return conclude(run, await check(run));
    }
    catch (cause) {
        const failure = messageOf(cause);
        publish(reportOf(run, { verdict: 'failed', exit: explain(cause).exit, failure }), options, output);
        throw cause;
    }
    finally {
        await crew.end();
    }
}
/** The last line says how it ended, for a reader whose screen begins below the rest. */
function conclude(run, ended) {
    const { options, output, limits, checks } = run;
    const { red, yellow, green, dim } = output.palette;
    const exit = worst(ended.map((one) => one.exit));
    const broken = ended.flatMap((one) => one.broken);
    const verdict = exit === exits.violated ? 'broken' : exit === exits.allHold ? 'all hold' : 'inconclusive';
    const reasons = [...broken, ...(limits.stopped === undefined ? [] : [limits.stopped])];
    const text = {
        broken: () => red(`BROKEN  ${broken.join('; ')}`),
        'all hold': () => green('all hold'),
        inconclusive: () => yellow(['inconclusive', reasons.join('; ')].filter((part) => part !== '').join(': ')),
    };
    output.lines('', ...caveatsOf(checks).flatMap((line) => [dim(line), '']), text[verdict]());
    publish(reportOf(run, { verdict, exit }), options, output);
    return exit;
}
/** What nobody should read into this run. */
function caveatsOf(checks) {
    const kinds = new Set(checks.map(({ kind }) => kind));
    return [
        ...(kinds.has('schedules') && !kinds.has('exploration') ? [caveats.schedules] : []),
        ...(kinds.has('exploration') ? [caveats.search] : []),
    ];
}
function reportOf({ options, limits, checks }, outcome) {
    return {
        format: 'swarmcheck-report',
        version: reportVersion,
        tool: version(),
        seed: `0x${options.seed.toString(16)}`,
        ...outcome,
        seconds: Math.round(limits.seconds * 1_000) / 1_000,
        checks,
    };
}
