/** The docs say what is true: tables that the code owns, and what the command prints. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { machineFeatures } from '../checker/machine-features.ts';
import { swarmcheck } from './support/command.ts';

const house = join(import.meta.dirname, '..');
const pages = ['README.md', ...readdirSync(join(house, 'docs')).map((page) => `docs/${page}`)].filter(
  (page) => page.endsWith('.md'),
);
const read = (page: string) => readFileSync(join(house, page), 'utf8');
/** With `UPDATE_DOCS=1` the pages are rewritten instead of compared. */
const updates = process.env.UPDATE_DOCS === '1';

describe('docs/models.md', () => {
  it('has the table of features as the code has it', () => {
    const rows = machineFeatures.map(
      ({ feature, supported, instead }) => `| ${feature} | ${supported ? 'yes' : 'refused'} | ${instead} |`,
    );
    const table = [
      '| feature | supported | what it means, or what to write instead |',
      '|---|---|---|',
      ...rows,
    ].join('\n');
    const page = read('docs/models.md');
    const written = `${page.slice(0, page.indexOf('<!-- features -->'))}<!-- features -->\n${table}\n`;
    if (updates) writeFileSync(join(house, 'docs/models.md'), written);
    else expect(page).toBe(written);
  });
});

/** Times and rates differ from run to run. */
function masked(text: string): string {
  return text.replaceAll(/\d[\d,.]* s\b/g, '# s').replaceAll(/[\d,]+ transitions\/s/g, '# transitions/s');
}

/** A fenced block that begins with `$ swarmcheck ...`: what follows is what it prints; a line `...` leaves some out. */
const transcript = /```console\n\$ swarmcheck (?<args>.*)\n(?<output>[\s\S]*?)```/g;

describe.each(pages)('%s', (page) => {
  const transcripts = [...read(page).matchAll(transcript)].map(
    ({ groups }) => groups as { args: string; output: string },
  );

  it.runIf(transcripts.length > 0).each(transcripts)(
    'prints what it says: swarmcheck $args',
    ({ args, output }) => {
      const { code, out } = swarmcheck(args.split(' '));
      expect(code).toBe(out.includes('VIOLATED') ? 1 : 0);
      expect(out.split('\n')[0]).toBe('seed 0x5eed');
      let rest = masked(out).trimEnd();
      for (const [at, part] of masked(output)
        .trimEnd()
        .split(/^\s*\.\.\.\n?/m)
        .entries()) {
        const found = rest.indexOf(part.trimEnd());
        expect(
          found,
          `part ${at + 1} of the transcript is printed, in its place:\n${part}`,
        ).toBeGreaterThanOrEqual(0);
        if (at === 0) expect(found).toBe(0);
        rest = rest.slice(found + part.trimEnd().length);
      }
      if (!/^\s*\.\.\.\n?$/m.test(output.split('\n').slice(-2).join('\n'))) expect(rest).toBe('');
    },
  );

  it('names only npm scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    for (const [, name] of read(page).matchAll(/npm run (?:--\S+ )*([\w:-]+)/g))
      expect(scripts).toHaveProperty([name as string]);
  });

  it('links only to files that exist', () => {
    for (const [, target] of read(page).matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
      expect(() => readFileSync(join(house, page, '..', target as string))).not.toThrow();
    }
  });
});
