/**
 * Tests every suite in `properties/`: each transition and each property has a sentence and a source, each
 * method that a model names exists, each codec keeps its laws, each mutant is caught and each claim refuted,
 * and the tables of the page are current.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import {
  allProperties,
  bugChecksOf,
  checkCodecAll,
  codecBugChecksOf,
  codecCheckOf,
  codecChecksOf,
  defaultSeed,
  exportedSuites,
  isJudgedBySearch,
  readCodecRecord,
  replayCodec,
  writeCodecRecord,
} from '../checker/index.ts';
import { exploreScopeAll } from '../checker/suite/explore.ts';
import { propertyOf } from '../checker/suite/properties.ts';
import { hasSubject, type Side, type Subject, subjectOf, systemOf } from '../checker/suite/subject.ts';
import type { Bug, Suite } from '../checker/suite/suite.ts';
import { replay } from '../checker/traces/replay.ts';
import type { TraceRecord } from '../checker/traces/trace-file.ts';
import { paperTable, rulesOf } from '../tests/support/paper-table.ts';
import { repository } from '../tests/support/repository.ts';
import { Scoreboard } from '../tests/support/scoreboard.ts';
import { folders } from './index.ts';

/** One sentence or more: it ends with a full stop. */
const sentence = /^\S.*\.$/;
const source = /\S/;

const all = Object.entries(folders).flatMap(([folder, module]) =>
  exportedSuites(module).map(({ suite }) => ({ folder, suite })),
);

/** The source text of an implementation, without tests. */
function sourcesOf(folder: string): string {
  const path = join(repository, 'implementations', folder);
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => readFileSync(join(path, file), 'utf8'))
    .join('\n');
}

/** Replays a trace on a subject, as the command does. */
function replayOn(suite: Suite, record: TraceRecord, subject: string) {
  const system = systemOf(suite, record.scope, subjectOf(suite, subject));
  return replay(system, propertyOf(suite, record.property.name), record.setting, record.trace).verdict;
}

/** Compares a table with the one in the protocol's page, or writes it there (`--update`). */
function expectTable(suite: Suite, name: string, lines: readonly string[]): void {
  const file = join(repository, 'docs', `${suite.name}.md`);
  const page = readFileSync(file, 'utf8');
  const mark = `<!-- ${name} -->\n`;
  expect(page, `${file} has no place for the table: ${mark}`).toContain(mark);
  const [before = '', after = ''] = page.split(mark);
  const now = `${before}${mark}${lines.join('\n')}\n${after.replace(/^(?:\|.*\n)*/, '')}`;
  if (inject('updates')) writeFileSync(file, now);
  else expect(page).toBe(now);
}

describe.each(all)('$suite.name', ({ folder, suite }) => {
  const rules = rulesOf(suite);
  const checks = bugChecksOf(suite);
  const scoreboard = new Scoreboard(suite);

  describe('has a sentence and a source for', () => {
    it('each transition of each machine', () => {
      expect(rules.length).toBeGreaterThan(0);
      const incomplete = rules.filter(
        (rule) => !sentence.test(rule.description ?? '') || !source.test(rule.source ?? ''),
      );
      expect(incomplete.map(({ rule }) => rule)).toEqual([]);
    });

    it('each property, codec, mutant and refuted claim', () => {
      const all = [
        ...allProperties(suite),
        ...Object.values(suite.bugs),
        ...Object.values(suite.codecs ?? {}),
        ...Object.values(suite.codecBugs ?? {}),
        ...Object.values(suite.refuted ?? {}),
      ];
      expect(all.filter((one) => !sentence.test(one.says) || !source.test(one.source))).toEqual([]);
    });
  });

  if (hasSubject(suite, { side: 'implementation' }))
    it('names for each transition a method of the implementation', () => {
      const code = sourcesOf(folder);
      const missing = rules.filter(
        ({ method }) => method === undefined || !new RegExp(`^ {2}${method}\\(`, 'm').test(code),
      );
      expect(missing.map(({ rule, method }) => `${rule}: ${method}`)).toEqual([]);
    });

  describe.each(checks)('mutant $bug', ({ bug, sides }) => {
    const subjects = sides.map(([side]): Subject => ({ side, bug }));

    it('is caught on every side that has it', () => {
      for (const subject of subjects) {
        const { verdict, trace } = scoreboard.search(subject);
        expect({ ...subject, verdict, trace }).toMatchObject({
          verdict: 'violated',
          trace: expect.anything(),
        });
      }
    });

    it('has a trace that is reproduced on it, and fixed without it', () => {
      for (const subject of subjects) {
        const record = scoreboard.record(subject);
        expect(replayOn(suite, record, record.subject)).toBe('reproduced');
        expect(replayOn(suite, record, subject.side)).toBe('fixed');
      }
    });

    it('causes the violation: the protocol without it has none in as many steps', () => {
      for (const side of ['model', 'implementation'] satisfies Side[]) {
        if (!subjects.some((subject) => subject.side === side)) continue;
        const { property, scope, trace } = scoreboard.search({ side, bug });
        const limits = { maxDepth: trace?.steps.length ?? 0 };
        const [right] = exploreScopeAll(suite, scope, { side }, [property], limits).results;
        expect(right?.verdict).not.toBe('violated');
      }
    });

    const [inModel, inImplementation] = (['model', 'implementation'] satisfies Side[]).map((side) =>
      subjects.find((subject) => subject.side === side),
    );
    if (inModel !== undefined && inImplementation !== undefined)
      it('is one mistake: if both sides need as many steps, the implementation reproduces the trace of the model', (context) => {
        const [model, other] = [scoreboard.search(inModel), scoreboard.search(inImplementation)];
        if (model.trace?.steps.length !== other.trace?.steps.length)
          return context.skip('the two sides need different numbers of steps');
        expect(replayOn(suite, scoreboard.record(inModel), `bug:${bug}/implementation`)).toBe('reproduced');
      });
  });

  const equivalents = Object.entries(suite.bugs).filter(([, { equivalent }]) => equivalent !== undefined);
  if (equivalents.length > 0)
    it.each(equivalents)('%s is equivalent: it violates nothing', (bug, { scope }: Bug) => {
      for (const side of ['model', 'implementation'] satisfies Side[]) {
        if (!hasSubject(suite, { side, bug })) continue;
        const { results } = exploreScopeAll(
          suite,
          scope,
          { side, bug },
          suite.properties.filter(isJudgedBySearch),
        );
        expect(results.filter(({ verdict }) => verdict === 'violated')).toEqual([]);
      }
    });

  const codecs = codecChecksOf(suite);
  if (codecs.length > 0)
    it.each(codecs)('codec $name keeps its laws in 20,000 streams', ({ name, codec, laws }) => {
      const { laws: results, streams } = checkCodecAll(name, codec, { runs: 20_000, seed: defaultSeed });
      expect(streams).toBe(20_000);
      expect(results).toEqual(laws.map((law) => ({ law, verdict: 'not violated' })));
    });

  const codecBugs = codecBugChecksOf(suite);
  if (codecBugs.length > 0)
    it.each(codecBugs)(
      'mutant $bug of codec $name is caught, and its stream is fixed without it',
      (check) => {
        const { counterexample } = scoreboard.codec(check).laws[0] ?? {};
        if (counterexample === undefined) return expect.fail(`${check.laws[0]} is not violated`);
        const { name, bug } = check;
        const written = { tool: '0.0.0', protocol: suite.name, codec: name, bug, seed: 0, counterexample };
        const record = readCodecRecord(writeCodecRecord(written), 'x');
        expect(replayCodec(name, check.codec, record).verdict).toBe('reproduced');
        expect(replayCodec(name, codecCheckOf(suite, name).codec, record).verdict).toBe('fixed');
      },
    );

  const equivalentCodecs = Object.entries(suite.codecBugs ?? {}).filter(([, one]) => one.equivalent);
  if (equivalentCodecs.length > 0)
    it.each(equivalentCodecs)('%s is equivalent: its codec breaks no law', (bug, { variant }) => {
      const { laws } = checkCodecAll(bug, variant, { runs: 2_000, seed: defaultSeed });
      expect(laws.filter(({ verdict }) => verdict === 'violated')).toEqual([]);
    });

  const claims = Object.entries(suite.refuted ?? {});
  if (claims.length > 0)
    it.each(claims)(
      'claim %s is refuted by a counterexample of its shortest length',
      (refuted, { shortest }) => {
        const { verdict, length } = scoreboard.search({ side: 'model', refuted });
        expect({ verdict, length }).toEqual({ verdict: 'violated', length: shortest });
      },
    );

  describe('has on its page', () => {
    it('the table from the paper to the mutants', () => {
      expectTable(suite, 'rules', paperTable(suite));
    });

    if (checks.length + codecBugs.length > 0)
      it('the table of mutants', () => {
        expectTable(suite, 'bugs', scoreboard.mutants());
      });

    if (claims.length > 0)
      it('the table of refuted claims', () => {
        expectTable(suite, 'refuted', scoreboard.refuted());
      });
  });
});
