/**
 * Tests the links of the documentation: each anchor is a heading of its page, and each path of a file exists.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { repository } from './support/repository.ts';

const pages = readdirSync(join(repository, 'docs'), { recursive: true, encoding: 'utf8' })
  .filter((page) => page.endsWith('.md'))
  .map((page) => join('docs', page));

/** The text of a page without its code blocks, in which `#` begins no heading. */
const proseOf = (page: string) =>
  readFileSync(join(repository, page), 'utf8').replaceAll(/^```[\s\S]*?^```$/gm, '');

/** The anchors of a page, computed from its headings as GitHub does. */
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
    expect(existsSync(join(repository, path)), path).toBe(true);
  }
});
