/** The report of a run for programs: a document on standard output, files beside the traces, and what GitHub shows. */
import { appendFileSync } from 'node:fs';
import { annotationsText, jsonText, junitText, summaryText } from '../reports/index.js';
/** Each format that is not for people: how it is written, and the name of its file where there are several. */
const documents = {
    json: { text: jsonText, file: 'report.json' },
    junit: { text: junitText, file: 'junit.xml' },
};
/** A single format takes standard output; of several each but `text` goes to a file in `--out`. */
export function publish(report, { format = ['text'] }, output) {
    for (const name of format) {
        if (name === 'text')
            continue;
        const { text, file } = documents[name];
        if (format.length === 1)
            output.document(text(report));
        else
            output.file(file, text(report));
    }
    if (process.env.GITHUB_ACTIONS === 'true')
        tellGitHub(report, output);
}
/** Workflow commands are read from standard error as well, where no document is in their way. */
function tellGitHub(report, output) {
    for (const line of annotationsText(report))
        process.stderr.write(`${line}\n`);
    const summary = process.env.GITHUB_STEP_SUMMARY;
    if (summary !== undefined && summary !== '')
        appendFileSync(summary, summaryText(report, output.records));
}
