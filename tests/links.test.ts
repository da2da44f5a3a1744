/** Links between the pages of the documentation: each anchor names a heading of the page to which the link leads. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { house } from './support/house.ts';

const pages = readdirSync(join(house, 'docs'), { recursive: true, encoding: 'utf8' })
  .filter((page) => page.endsWith('.md'))
  .map((page) => join('docs', page));

/** The text of a page without its code blocks, in which `#` begins no heading. */
const proseOf = (page: string) =>
  readFileSync(join(house, page), 'utf8').replaceAll(/^```[\s\S]*?^```$/gm, '');

/** The anchors of a page, made of its headings as GitHub makes them. */
function anchorsOf(page: string): readonly string[] {
  return [...proseOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

const front = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'];

it.each([...front, ...pages])('%s links only to headings that exist', (page) => {
  for (const [, file = '', anchor] of proseOf(page).matchAll(/\]\((?!https?:)([^)#\s]*)#([^)\s]+)\)/g)) {
    const target = file === '' ? page : join(dirname(page), file);
    expect(anchorsOf(target), `${target}#${anchor}`).toContain(anchor);
  }
});

const code = /`(?<path>(?:bench|checker|cli|implementations|models|properties|reports|tests)\/[\w./-]+)`/g;
const maintained = pages.filter((page) => page.startsWith('docs/decisions/') || page === 'docs/glossary.md');

it.each([...front, ...maintained])('%s names only files that exist', (page) => {
  for (const { groups } of proseOf(page).matchAll(code)) {
    const path = groups?.path as string;
    expect(existsSync(join(house, path)), path).toBe(true);
  }
});
