/**
 * Tests that what claims to run in a browser does: each entry is bundled without any module of Node, runs
 * without the globals of Node and in Chromium, and the bundles keep their sizes. The table of sizes in
 * docs/api.md is written by `npx vitest run tests/browser.test.ts --update`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import * as index from '../index.ts';
import { suites } from '../properties/index.ts';
import * as reports from '../reports/index.ts';
import { browserPath, openBrowser, watchedPage } from './support/browser.ts';
import { type Bundle, bundle, kibibytes, runBare } from './support/bundle.ts';
import { swarmcheck } from './support/command.ts';
import { repository } from './support/repository.ts';
import { manifest } from './support/tarball.ts';

const traceFile = readFileSync(join(repository, 'regressions/raft/R3.trace.json'), 'utf8');
const record = index.readTrace(traceFile, 'R3');
/** The same trace as a page may have it without reading a file; its history has no Map. */
const plainRecord = JSON.parse(JSON.stringify(record)) as index.TraceRecord;

/** The limit of a page that has the checker and one protocol in it. */
const livePageKibibytesMax = 190;

/** A program of a page; each limit is the measured size and a tenth of it. */
interface Use {
  readonly says: string;
  readonly imports: string;
  readonly code: string;
  /** What the same calls give in Node. */
  readonly result: unknown;
  /** Packages that must not be in the bundle. */
  readonly without: readonly string[];
  readonly kibibytesMax: number;
}

const uses: readonly Use[] = [
  {
    says: 'draw a trace',
    imports: "import { svgText } from './reports/index.js';",
    code: `svgText(${JSON.stringify(plainRecord)})`,
    result: reports.svgText(plainRecord),
    without: ['fast-check', 'xstate', 'zod'],
    kibibytesMax: 13,
  },
  {
    says: 'read a trace, and render it in every form',
    imports: "import { readTrace } from './index.js'; import { renderings } from './reports/index.js';",
    code: `Object.values(renderings).map((render) => render(readTrace(${JSON.stringify(traceFile)}, 'R3')))`,
    result: Object.values(reports.renderings).map((render) => render(record)),
    without: ['fast-check', 'xstate'],
    kibibytesMax: 51,
  },
  {
    says: 'explore Raft',
    imports:
      "import { exploreScopeAll, subjectOf } from './index.js'; import { suite } from './properties/raft/index.js';",
    code: `exploreScopeAll(suite, 'one-term', subjectOf(suite, 'bug:R3'), suite.properties.slice(0, 1)).results
      .map(({ property, verdict, trace }) => [property.name, verdict, trace.steps.length])`,
    result: [['Election Safety', 'violated', 6]],
    without: ['fast-check', 'zod'],
    kibibytesMax: 118,
  },
];

/** The entries of the package that need Node, or that are no code. */
const others = ['./threads', './stdio', './vitest', './package.json', './schemas/*'];
const entries = [
  { entry: '.', file: './index.js', code: 'Object.keys(all).sort()', result: Object.keys(index).sort() },
  {
    entry: './reports',
    file: './reports/index.js',
    code: 'Object.keys(all).sort()',
    result: Object.keys(reports).sort(),
  },
  {
    entry: './protocols/*',
    file: './properties/index.js',
    code: 'all.suites.map(({ name }) => name)',
    result: suites.map(({ name }) => name),
  },
];

const programs = [
  ...uses.map(({ says, imports, code, result }) => ({
    says,
    result,
    text: `${imports} globalThis.result = ${code};`,
  })),
  ...entries.map(({ entry, file, code, result }) => ({
    says: `load the whole entry ${entry}`,
    result,
    text: `import * as all from '${file}'; globalThis.result = ${code};`,
  })),
];
const bundles = new Map<string, Bundle>();

beforeAll(async () => {
  for (const { says, text } of programs) bundles.set(says, await bundle(text));
});

/** A message in the code of fast-check, which minifying does not change. */
const wordsOfFastCheck = 'Property failed after';
const bundleOf = (says: string) => bundles.get(says) as Bundle;
const without = browserPath === undefined ? ' (skipped: there is no Chromium; apt-get install chromium)' : '';

describe('a browser', () => {
  it.each(programs)('can $says, without the globals of Node', ({ says, result }) => {
    expect(runBare(bundleOf(says).script)).toEqual(result);
  });

  it.skipIf(browserPath === undefined)(`can do so in Chromium${without}`, async () => {
    const complaints: string[] = [];
    const browser = await openBrowser();
    try {
      for (const { says, result } of programs) {
        const page = await watchedPage(browser, (complaint) => complaints.push(`${says}: ${complaint}`));
        await page.evaluate(bundleOf(says).script);
        expect(await page.evaluate('result'), says).toEqual(result);
        await page.context().close();
      }
    } finally {
      await browser.close();
    }
    expect(complaints).toEqual([]);
  });

  it('can load every entry that does not need Node', () => {
    const exported = Object.keys(manifest.exports).filter((entry) => !others.includes(entry));
    expect(entries.map(({ entry }) => entry)).toEqual(exported);
  });
});

describe('a bundle', () => {
  it.each(uses)('to $says takes at most $kibibytesMax KiB (gzip)', ({ says, without, kibibytesMax }) => {
    const { script, packages } = bundleOf(says);
    expect(kibibytes(script)).toBeLessThan(kibibytesMax);
    expect(packages.filter((name) => without.includes(name))).toEqual([]);
  });

  it('of a whole entry has fast-check, by the same words that a live page must not have', () => {
    expect(bundleOf('load the whole entry .').script).toContain(wordsOfFastCheck);
  });

  it.each(['raft', 'chord', 'gnutella', 'bittorrent-tracker', 'bitswap'])(
    `that is a live page of %s takes at most ${livePageKibibytesMax} KiB (gzip)`,
    (name) => {
      const { folder } = swarmcheck(['build', name, '--out', 'page.html']);
      const page = readFileSync(join(folder, 'page.html'), 'utf8');
      expect(kibibytes(page)).toBeLessThan(livePageKibibytesMax);
      expect(page).not.toContain(wordsOfFastCheck);
    },
  );

  it('has its size in the table of docs/api.md', () => {
    const rows = uses.map(
      ({ says, kibibytesMax, without }) => `| ${says} | ${kibibytesMax} | ${without.join(', ')} |`,
    );
    const table = [
      '<!-- sizes -->',
      '| program | at most KiB | without |',
      '|---|---|---|',
      ...rows,
      `| a live page of one protocol | ${livePageKibibytesMax} | fast-check |`,
      '',
      '',
    ].join('\n');
    const file = join(repository, 'docs/api.md');
    const page = readFileSync(file, 'utf8');
    const whole = page.replace(/<!-- sizes -->\n[\s\S]*?\n\n/, () => table);
    if (inject('updates')) writeFileSync(file, whole);
    else expect(page).toBe(whole);
    expect(whole).toContain(table);
  });
});
