/**
 * `npm run bench:page`: the speed of the page in a browser: the time until a page is ready, and the time of one
 * step, for a short trace and for traces of 2,000 steps. It needs Chromium (`apt-get install chromium`).
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { TraceRecord } from '../checker/index.ts';
import type { Suite } from '../checker/suite/suite.ts';
import { traceAt } from '../checker/suite/trace-store.node.ts';
import { suites } from '../properties/index.ts';
import { htmlText, tracePageOf } from '../reports/html.ts';
import { playerScript } from '../reports/player.node.ts';
import { browserPath, openBrowser } from '../tests/support/browser.ts';

const repository = join(import.meta.dirname, '../..');
const rounds = 5;
const stepsMax = 200;

/** The trace, with its steps again and again until there are so many. */
function repeated(record: TraceRecord, length: number): TraceRecord {
  const { trace } = record;
  const all = Array.from({ length }, (_, at) => trace.steps[at % trace.steps.length]);
  return { ...record, trace: { ...trace, steps: all as typeof trace.steps } };
}

const raft = traceAt(join(repository, 'regressions/raft/R14.trace.json'));
const chord = traceAt(join(repository, 'regressions/chord/C10.trace.json'));
const pages: readonly (readonly [string, TraceRecord])[] = [
  ['Raft, 11 steps', raft],
  ['Chord, 12 steps', chord],
  ['Raft, 2,000 steps', repeated(raft, 2_000)],
  ['Chord, 2,000 steps', repeated(chord, 2_000)],
];

async function main(): Promise<void> {
  if (browserPath === undefined) {
    console.log('there is no Chromium; apt-get install chromium');
    return;
  }
  const browser = await openBrowser();
  console.log(`${'page'.padEnd(22)}KiB (gzip)  ready, ms  a step, ms (median, worst)`);
  for (const [name, record] of pages) {
    const text = htmlText(
      tracePageOf(record, (protocol) => suites.find((suite) => suite.name === protocol) as Suite | undefined),
      playerScript(),
    );
    const file = join(mkdtempSync(join(tmpdir(), 'swarmcheck-page-')), 'page.html');
    writeFileSync(file, text);
    const ready: number[] = [];
    const taken: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const page = await browser.newPage();
      await page.goto(`${pathToFileURL(file).href}#step=0`);
      await page.waitForSelector('swarmcheck-player h1');
      // Until the first frame that shows the trace.
      ready.push(
        await page.evaluate<number>(
          'new Promise((done) => requestAnimationFrame(() => done(performance.now())))',
        ),
      );
      taken.push(...(await page.evaluate<number[]>(stepping)));
      await page.close();
    }
    const [median, worst] = [medianOf(taken), Math.max(...taken)];
    console.log(
      `${name.padEnd(22)}${kibibytes(text).padStart(10)}${medianOf(ready).toFixed(0).padStart(11)}${median.toFixed(1).padStart(12)}, ${worst.toFixed(1)}`,
    );
  }
  await browser.close();
}

/** Goes through the trace in the page, and measures each step until style and layout are done. */
const stepping = `(async () => {
  const player = document.querySelector('swarmcheck-report').shadowRoot.querySelector('swarmcheck-player');
  const times = [];
  const last = player.trace.steps.length - 1;
  const steps = Math.min(last, ${stepsMax});
  for (let n = 1; n <= steps; n++) {
    const begun = performance.now();
    player.goTo(Math.round((n * last) / steps));
    await player.updateComplete;
    await player.parentNode.host.updateComplete;
    player.getBoundingClientRect();
    times.push(performance.now() - begun);
  }
  return times;
})()`;

function medianOf(all: readonly number[]): number {
  return [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)] as number;
}

function kibibytes(text: string): string {
  return (gzipSync(text, { level: 9 }).length / 1_024).toFixed(1);
}

await main();
