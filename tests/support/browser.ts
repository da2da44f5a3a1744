/** The browser of tests: Debian's Chromium, driven by playwright-core. */
import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

/** The browser's program; undefined where there is none (`apt-get install chromium`). */
export const browserPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (path) => existsSync(path),
);

/** Starts the browser. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    ...(browserPath !== undefined && { executablePath: browserPath }),
    args: ['--no-sandbox', '--disable-gpu'],
  });
}

/** A new page. `complain` gets each request beyond the file itself, each error, and each refusal of a policy. */
export async function watchedPage(browser: Browser, complain: (text: string) => void): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 } });
  const page = await context.newPage();
  page.on('request', (request) => {
    if (!/^(?:file|data|blob):/.test(request.url())) complain(`request of ${request.url()}`);
  });
  page.on('pageerror', ({ message }) => complain(message));
  page.on('console', (message) => {
    if (message.type() === 'error') complain(message.text());
  });
  return page;
}
