/** Tests of the page in a browser: it opens from a file, makes no request, and shows every step of a trace. */
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TraceRecord } from '../checker/index.ts';
import type { Suite } from '../checker/suite/suite.ts';
import { traceAt } from '../checker/suite/trace-store.node.ts';
import { Session } from '../live/session.ts';
import { rowsOf, windowOf } from '../page/rows.ts';
import { suites } from '../properties/index.ts';
import { suite as raft } from '../properties/raft/index.ts';
import { choiceOf, htmlText, type PageData, tracePageOf } from '../reports/html.ts';
import { pageTraceOf } from '../reports/page-trace.ts';
import { playerScript } from '../reports/player.node.ts';
import { outline } from '../reports/trace-text.ts';
import { browserPath, openBrowser, watchedPage } from './support/browser.ts';
import { swarmcheck } from './support/command.ts';
import { repository } from './support/repository.ts';
import { raftRecord } from './support/traces.ts';

const without = browserPath === undefined ? ' (skipped: there is no Chromium; apt-get install chromium)' : '';
const folder = mkdtempSync(join(tmpdir(), 'swarmcheck-page-'));
const suiteNamed = (protocol: string) => suites.find(({ name }) => name === protocol) as Suite | undefined;
const regressions = readdirSync(join(repository, 'regressions'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.trace.json'))
  .map((file) => join('regressions', file));
const shipped = [
  ...regressions,
  ...readdirSync(join(repository, 'examples/etcd/traces')).map((file) => join('examples/etcd/traces', file)),
];

/** Writes a page, and returns its address. */
function written(data: PageData): string {
  const file = join(folder, 'page.html');
  writeFileSync(file, htmlText(data, playerScript()));
  return pathToFileURL(file).href;
}

/** The record as version 1 of the format has it. */
function withoutRules(record: TraceRecord): TraceRecord {
  const steps = record.trace.steps.map(({ taken: _, otherwise: __, ...step }) => step);
  return { ...record, trace: { ...record.trace, steps } };
}

const pageOf = (record: TraceRecord) => written(tracePageOf(record, suiteNamed));

describe.skipIf(browserPath === undefined)(`the page${without}`, () => {
  let browser: Browser;
  let page: Page;
  /** Requests beyond the file itself, errors, and refusals of the content security policy. */
  let complaints: string[] = [];

  beforeAll(async () => {
    browser = await openBrowser();
    page = await watchedPage(browser, (complaint) => complaints.push(complaint));
  });
  afterAll(() => browser.close());

  /** Opens a page from its file; `check` then looks at it. */
  async function open(address: string): Promise<void> {
    complaints = [];
    // A change of the fragment alone would not load the file again.
    await page.goto('about:blank');
    await page.goto(address);
    await page.waitForSelector('swarmcheck-player h1');
  }

  const place = () => page.locator('.place').innerText();
  const current = () => page.locator('.chart [aria-current]').innerText();

  it('shows every shipped trace, step by step, without a request or an error', async () => {
    expect(shipped.length).toBeGreaterThan(20);
    for (const file of shipped) {
      const record = traceAt(join(repository, file));
      const { steps } = record.trace;
      await open(pageOf(record));
      expect(await place()).toBe(`step ${steps.length} of ${steps.length}`);
      const titles = outline(record.trace).map((line) => line.replace(/^ *\d+ +/, ''));
      for (const at of [1, Math.ceil(steps.length / 2), steps.length]) {
        await page.evaluate(`location.hash = '#step=${at}'`);
        await expect.poll(place).toBe(`step ${at} of ${steps.length}`);
        expect((await page.locator('.step h2').innerText()).trim()).toBe(`Step ${at}: ${titles[at - 1]}`);
      }
      const all = await page.locator('.every li').allTextContents();
      expect(all).toHaveLength(steps.length + 1);
      expect({ file, complaints }).toEqual({ file, complaints: [] });
    }
  }, 120_000);

  it('follows the keys, the buttons, the slider and the list of steps', async () => {
    await open(pageOf(raftRecord('bug:R3')));
    const walked: string[] = [];
    for (const key of ['Home', 'ArrowRight', 'ArrowRight', 'ArrowLeft', 'PageDown', 'PageUp', 'End']) {
      await page.keyboard.press(key);
      walked.push(await place());
    }
    expect(walked.map((words) => words.split(' ')[1])).toEqual(['0', '1', '2', '1', '6', '0', '6']);
    await page.getByRole('button', { name: 'previous step' }).click();
    expect(await place()).toBe('step 5 of 6');
    await page.getByRole('slider').fill('3');
    expect(await place()).toBe('step 3 of 6');
    expect(await page.getByRole('slider').getAttribute('aria-valuetext')).toMatch(
      /^step 3 of 6: a receives /,
    );
    await page.getByRole('button', { name: /^4 c times out/ }).click();
    expect(await current()).toMatch(/^4 c times out/);
    await page.keyboard.press('?');
    expect(await page.locator('.keys').innerText()).toContain('Page Up');
    expect(complaints).toEqual([]);
  });

  it('marks what the step changed, and speaks it', async () => {
    await open(pageOf(raftRecord('bug:R3')));
    expect(await page.locator('.card.new h3').allInnerTexts()).toEqual(['c takes this step', 'history']);
    const changed = await page.locator('.card.new .changed').allInnerTexts();
    expect(changed.map((words) => words.replaceAll(/\s+/g, ' '))).toContain('role candidate → leader');
    expect(await page.locator('[aria-live]').textContent()).toMatch(/^step 6: .*role candidate -> leader/);
  });

  it('says why a step was taken, what the correct model does, and which properties hold', async () => {
    for (const record of [raftRecord('bug:R3'), withoutRules(raftRecord('bug:R3'))]) {
      await open(pageOf(record));
      expect(await page.locator('h1').innerText()).toBe('Election Safety is violated by a and c');
      expect(await page.locator('.statuses .bad').allInnerTexts()).toEqual([
        expect.stringContaining('Election Safety'),
      ]);
      await page.keyboard.press('ArrowLeft');
      expect(await page.locator('.why').first().innerText()).toMatch(
        /^takes .*--RequestVote \[grantsVote\]--> follower: A server/,
      );
      expect(await page.locator('.otherwise').innerText()).toMatch(
        /^grantsVote is true here; the correct model has false/,
      );
      await page.keyboard.press('ArrowLeft');
      expect(await page.locator('.otherwise').count()).toBe(0);
    }
    expect(complaints).toEqual([]);
  });

  it('comes back to a step by its link, and takes a bad one for the beginning or the end', async () => {
    const address = pageOf(raftRecord('bug:R3'));
    await open(address);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('button', { name: 'link' }).click();
    const link = await page.getByLabel('Link to this step').inputValue();
    expect(link).toBe(`${address}#step=4`);
    await open(link);
    expect(await place()).toBe('step 4 of 6');
    for (const [hash, words] of [
      ['#step=99', 'step 6 of 6'],
      ['#step=-1', 'step 6 of 6'],
      ['#step=x&trace=7', 'step 6 of 6'],
      ['#step=00', 'step 0 of 6'],
    ]) {
      await open(`${address}${hash}`);
      expect({ hash, words: await place() }).toEqual({ hash, words });
    }
  });

  it('shows hostile strings as text', async () => {
    const record = raftRecord('bug:R3');
    const hostile = '</script><img src=x onerror=alert(1)><b>bold</b>';
    const long = 'x'.repeat(10_000);
    const property = {
      ...record.property,
      name: hostile,
      says: `\u202e${hostile}`,
      source: 'javascript:alert(1) http://example.org/a?b#c',
    };
    const [step, ...rest] = record.trace.steps;
    const changes = [{ node: 'a', field: hostile, before: 0, after: long }];
    const trace = { ...record.trace, steps: [{ ...step, changes } as (typeof rest)[number], ...rest] };
    await open(pageOf({ ...record, property, trace }));
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('h1').innerText()).toBe(`${hostile} is violated`);
    expect(await page.locator('.says').first().innerText()).toContain(`\\u{202e}${hostile}`);
    expect(await page.locator('img, b').count()).toBe(0);
    expect(await page.locator('a').evaluateAll((all) => all.map((one) => one.getAttribute('href')))).toEqual([
      'http://example.org/a?b#c',
    ]);
    expect(await page.locator('.card.new dd').allInnerTexts()).toContainEqual(expect.stringContaining(long));
    const width = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    expect(width).toBeLessThanOrEqual(0);
    expect(complaints).toEqual([]);
  });

  it('draws a picture of the suite, with the attributes of drawings only', async () => {
    const record = traceAt(join(repository, 'regressions/chord/C10.trace.json'));
    const data = tracePageOf(record, suiteNamed);
    const [trace] = data.traces as [PageData['traces'][number]];
    const [picture] = trace.pictures as [(typeof trace.pictures)[number]];
    expect(picture.name).toBe('ring');
    const evil = {
      element: 'circle',
      style: { cx: 1, onclick: 'alert(1)', href: 'http://example.org' },
    } as const;
    const frames = picture.frames.map((marks) => [...marks, evil]);
    await open(written({ ...data, traces: [{ ...trace, pictures: [{ ...picture, frames }] }] }));
    const drawn = page.locator('.picture > svg > g > *');
    expect(await drawn.count()).toBe(frames.at(-1)?.length);
    expect(await drawn.last().evaluate((one) => one.getAttributeNames())).toEqual(['cx']);
    expect(complaints).toEqual([]);
  });

  it('prints every step', async () => {
    const [step] = raftRecord('bug:R3').trace.steps;
    const record = raftRecord('bug:R3');
    const trace = { ...record.trace, steps: Array<typeof step>(100).fill(step) as typeof record.trace.steps };
    await open(pageOf({ ...record, trace }));
    expect(await page.locator('.chart li').count()).toBeLessThan(100);
    await page.evaluate("window.dispatchEvent(new Event('beforeprint'))");
    expect(await page.locator('.chart li').count()).toBe(101);
    expect(await page.locator('.every').getAttribute('open')).toBe('');
    await page.evaluate("window.dispatchEvent(new Event('afterprint'))");
    expect(await page.locator('.chart li').count()).toBeLessThan(100);
  });

  it.each(['light', 'dark'] as const)(
    'has nothing that axe finds, in %s, wide and narrow',
    async (colorScheme) => {
      await page.emulateMedia({ colorScheme });
      for (const width of [1_200, 320]) {
        await page.setViewportSize({ width, height: 900 });
        for (const file of ['regressions/raft/R3.trace.json', 'regressions/chord/C10.trace.json']) {
          await open(pageOf(traceAt(join(repository, file))));
          await page.keyboard.press('?');
          const { violations } = await new AxeBuilder({ page }).analyze();
          expect(violations.map(({ id, nodes }) => [width, id, nodes.map(({ html }) => html)])).toEqual([]);
          const over = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
          expect(over).toBeLessThanOrEqual(0);
        }
      }
      await page.setViewportSize({ width: 1_200, height: 900 });
    },
  );
});

describe.skipIf(browserPath === undefined)(`the live page${without}`, () => {
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];
  const file = join(folder, 'live.html');
  const address = pathToFileURL(file).href;
  const r3 = join(repository, 'regressions/raft/R3.trace.json');
  const session = () => new Session(raft as unknown as Suite, choiceOf(traceAt(r3)));

  const pathOf = ({ trace }: TraceRecord) =>
    session().pathOf(
      trace.start,
      trace.steps.map(({ action }) => action),
    );

  beforeAll(async () => {
    const { code, err } = swarmcheck(['build', '--trace', r3, '--out', file]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    browser = await openBrowser();
    page = await watchedPage(browser, (complaint) => complaints.push(complaint));
  }, 60_000);
  afterAll(() => browser.close());

  const offers = () => page.locator('.what-if li').allInnerTexts();
  const said = async () =>
    (await offers()).map((words) => words.replaceAll(/\s+/g, ' ').replace(' (changes nothing)', ''));
  const place = () => page.locator('.place').innerText();

  async function open(at: string): Promise<void> {
    await page.goto('about:blank');
    await page.goto(at);
    await page.waitForSelector('.what-if li');
  }

  it('begins with the counterexample, and offers at each step what the semantics enables', async () => {
    await open(address);
    expect(await place()).toBe('step 6 of 6');
    const { path } = pathOf(traceAt(r3));
    for (const at of [6, 5, 4, 3, 2, 1, 0]) {
      const expected = session().look({ ...path, ordinals: path.ordinals.slice(0, at) });
      await expect.poll(said).toEqual(expected.offers.map(({ title }) => title));
      await page.keyboard.press('ArrowLeft');
    }
    expect(complaints).toEqual([]);
  });

  it('takes another step as apply does, marks the branch, and comes back', async () => {
    await open(`${address}#step=3`);
    await expect.poll(place).toBe('step 3 of 6');
    const { path } = pathOf(traceAt(r3));
    const ordinals = [...path.ordinals.slice(0, 3), 0];
    const expected = session().look({ ...path, ordinals });
    expect(path.ordinals[3]).not.toBe(0);
    await page.locator('.what-if li button').first().click();
    await expect.poll(place).toBe('step 4 of 4');
    const cards = await page.locator('.card.new .changed').allTextContents();
    const changed = expected.trace.steps
      .at(-1)
      ?.cards.flatMap(({ fields }) => fields.filter((one) => one.changes));
    expect(cards).toHaveLength(changed?.length ?? -1);
    expect(await page.locator('.chart li.branch').count()).toBe(1);
    expect(await page.locator('.what-if').innerText()).toContain('leaves the counterexample after step 3');
    const link = page.url();
    expect(link).toContain(`#world=${expected.digest}&path=${ordinals.join('.')}`);
    await page.keyboard.press('b');
    await expect.poll(place).toBe('step 3 of 6');
    await open(link);
    await expect.poll(place).toBe('step 4 of 4');
    await expect.poll(said).toEqual(expected.offers.map(({ title }) => title));
    expect(complaints).toEqual([]);
  });

  it('searches on as explore does, and shows what it finds', async () => {
    await open(`${address}#step=2`);
    await expect.poll(place).toBe('step 2 of 6');
    await page.getByRole('button', { name: 'search on from here' }).click();
    await expect
      .poll(() => page.locator('.what-if .bad').innerText())
      .toBe('From here Election Safety can be broken in 4 more steps.');
    await page.getByRole('button', { name: 'show the steps' }).click();
    await expect.poll(place).toBe('step 6 of 6');
    await page.getByRole('button', { name: 'search on from here' }).click();
    await expect
      .poll(() => page.locator('.what-if .bad').innerText())
      .toBe('From here Election Safety is broken here.');
    expect(complaints).toEqual([]);
  });

  it('says so if a link is of another version, or names what is not there', async () => {
    const notice = () => page.locator('.notice').innerText();
    await open(`${address}#path=0.0.1&world=00000000`);
    await expect.poll(notice).toContain('another version of this suite');
    await open(`${address}#path=99999&world=00000000`);
    await expect.poll(notice).toContain('another version of this suite');
    await open(`${address}#subject=bug:NONE&scope=one-term`);
    await expect.poll(notice).toMatch(/^The link names something else: .*NONE/);
    expect(await place()).toBe('step 6 of 6');
    await open(`${address}#path=${'0.'.repeat(30_000)}0`);
    expect(await place()).toBe('step 6 of 6');
    expect(complaints).toEqual([]);
  });

  it('explores another subject of the suite', async () => {
    await open(address);
    await page.locator('.choices select').first().selectOption('bug:R12');
    await expect.poll(place).toBe('step 0 of 0');
    await page.getByRole('button', { name: 'search on from here' }).click();
    await expect
      .poll(() => page.locator('.what-if .bad').innerText())
      .toMatch(/^From here .* can be broken in \d+ more steps/);
    expect(complaints).toEqual([]);
  });

  it('has nothing that axe finds', async () => {
    await open(`${address}#step=3`);
    for (const width of [1_200, 320]) {
      await page.setViewportSize({ width, height: 900 });
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [width, id, nodes.map(({ html }) => html)])).toEqual([]);
      const over = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      expect(over).toBeLessThanOrEqual(0);
    }
  });
});

describe('the rows of the sequence chart', () => {
  const { steps } = pageTraceOf(raftRecord('bug:R3'));
  const quiet = {
    ...(steps[1] as (typeof steps)[number]),
    note: 'nothing changes',
    changes: [],
    effects: [],
  };
  const long = [...steps.slice(0, 2), ...Array<typeof quiet>(5).fill(quiet), ...steps.slice(2)];

  it('folds steps that change nothing, unless the current step is among them', () => {
    const folded = { from: 2, to: 6 };
    expect(rowsOf(long, 0)).toContainEqual(folded);
    expect(rowsOf(long, 0)).toHaveLength(long.length - 4);
    expect(rowsOf(long, 4)).toHaveLength(long.length);
    expect(rowsOf(long.slice(0, 4), 0)).toHaveLength(4);
  });

  it('has the current step in a window of any size', () => {
    const rows = rowsOf(long, 4);
    for (const size of [1, 3, 100])
      for (const current of long.keys()) {
        const shown = windowOf(rows, current, size);
        expect(shown).toHaveLength(Math.min(size, rows.length));
        expect(shown.some(({ from, to }) => from <= current && current <= to)).toBe(true);
      }
  });
});
