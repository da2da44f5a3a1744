/** Standard output, and counterexamples as files. */
import { accessSync, constants, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import pc from 'picocolors';
import { messageOf, recordOf, slug, subjectText, systemOf, UsageError, writeTrace, } from '../checker/index.js';
import { version } from './version.js';
export class Output {
    palette;
    /** The traces that were written, by the paths of their files. */
    records = new Map();
    #options;
    /** Whether standard output is for a reader, and not for a program. */
    #talks;
    constructor(options) {
        this.palette = pc.createColors(options.color && pc.isColorSupported);
        this.#options = options;
        this.#talks = options.format?.includes('text') ?? true;
    }
    /** @throws UsageError before anything ran, where counterexamples could not be written. */
    refuseUnwritable() {
        let there = resolve(this.#options.out);
        while (!existsSync(there))
            there = dirname(there);
        try {
            if (!statSync(there).isDirectory())
                throw new Error(`${there} is no folder`);
            accessSync(there, constants.W_OK);
        }
        catch (cause) {
            const { out } = this.#options;
            throw new UsageError(`--out: ${out} cannot be written (${messageOf(cause)}); name a folder that can`, {
                cause,
            });
        }
    }
    /** What `--quiet` leaves out. */
    lines(...lines) {
        if (this.#options.quiet !== true)
            this.#print(lines);
    }
    /** What is not as it should be is printed in any case. */
    report(isFine, lines) {
        if (isFine)
            this.lines(...lines);
        else
            this.#print(lines);
    }
    /** How to run again what was written. */
    replayable(paths) {
        const suites = (this.#options.suite ?? []).map((path) => ` --suite ${quoted(path)}`).join('');
        const commands = paths.map((path) => `to run it again: swarmcheck replay ${quoted(path)}${suites}`);
        if (paths.length > 0)
            this.#print(['', ...commands]);
    }
    /** A whole document, for a program; it stands alone on standard output. */
    document(text) {
        process.stdout.write(text);
    }
    /** A file beside the traces. */
    file(name, text) {
        write(join(this.#options.out, name), text);
    }
    /** Writes each counterexample of an exploration to a file of its own; returns their paths. */
    keep({ suite, scope, subject, exploration }) {
        return exploration.results.flatMap(({ property, verdict, trace }) => verdict === 'violated' && trace !== undefined
            ? [this.#keep(suite, scope, subject, property, trace)]
            : []);
    }
    /** Writes what schedules broke, if anything; returns the path. */
    keepStorm({ suite, scope, subject, fuzzed: { violation } }) {
        if (violation === undefined)
            return [];
        return [this.#keep(suite, scope, subject, violation.property, violation.trace, this.#options.seed)];
    }
    #keep(suite, scope, subject, property, trace, seed) {
        const { bug, side } = subject;
        const names = bug === undefined ? [side, slug(property.name)] : ['bugs', side === 'model' ? bug : `${bug}.${side}`];
        const path = `${join(this.#options.out, suite.name, ...names)}.trace.json`;
        const { setting } = systemOf(suite, scope, subject);
        const about = { tool: version(), protocol: suite.name, subject: subjectText(subject), scope, setting };
        const record = recordOf({ ...about, property, trace, ...(seed !== undefined && { seed }) });
        write(path, writeTrace(record));
        this.records.set(path, record);
        return path;
    }
    #print(lines) {
        if (this.#talks)
            process.stdout.write(lines.map((line) => `${line}\n`).join(''));
    }
}
/** As a shell reads it. */
function quoted(path) {
    return /^[\w./@-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
function write(path, text) {
    try {
        makeFolder(dirname(path));
        writeFileSync(path, text);
    }
    catch (cause) {
        throw new UsageError(`--out: ${path} cannot be written (${messageOf(cause)}); name a folder that can`, {
            cause,
        });
    }
}
/** Level by level: where the file system refuses one, that is the answer. */
function makeFolder(path) {
    if (existsSync(path))
        return;
    makeFolder(dirname(path));
    mkdirSync(path);
}
