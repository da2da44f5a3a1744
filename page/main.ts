/** The start of the page: reads the data from the page itself and shows them. */
import type { PageData } from '../reports/html.ts';
import './live.ts';
import './report.ts';

/** The JSON in an element of the page; undefined if there is no such element. */
function jsonIn(id: string): unknown {
  const text = document.getElementById(id)?.textContent;
  return text === null || text === undefined ? undefined : JSON.parse(text);
}

function shown(): HTMLElement {
  const data = jsonIn('data') as PageData;
  const worker = jsonIn('worker') as string | undefined;
  if (data.live !== undefined && worker !== undefined) {
    const page = document.createElement('swarmcheck-live');
    page.live = data.live;
    page.worker = worker;
    page.trace = data.traces[0];
    return page;
  }
  const report = document.createElement('swarmcheck-report');
  report.data = data;
  return report;
}

document.querySelector('main')?.replaceChildren(shown());
