/** Tests codecs in the command: their lines, their counterexamples, reports, replay and exit codes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codecSchema } from '../checker/codecs/counterexample-file.ts';
import { listSchema } from '../reports/list.ts';
import { reportSchema } from '../reports/report.ts';
import { codecSuite } from '../tests/support/codec-suite.ts';
import { swarmcheck, userFolder, writeIn } from '../tests/support/command.ts';

const folder = userFolder({ 'lamp.ts': codecSuite });
/** The codec itself has a mistake here: it keeps one character more than it says. */
writeIn(folder, 'greedy.ts', codecSuite.replace('/*most*/', '17'));
/** The decoder never returns. */
writeIn(
  folder,
  'stuck.ts',
  codecSuite.replace('for (const byte of chunk) {', 'for (;;) if (out === null) {'),
);
const withWords = (most: number) =>
  codecSuite.replace(
    'codecs: { lines }',
    `codecs: { lines, words: kit.codec<string>({
      ...{ says: 'Words.', source: 'the house rules', error: LineError, bufferedBytesMax: 16 },
      values: fc.stringMatching(/^[a-z]{0,16}$/),
      encode: (word) => new TextEncoder().encode(word + '\\n'),
      decoder: () => new LineDecoder(${most}),
    }) }`,
  );
/** Two codecs; in the second suite one of them has a mistake. */
writeIn(folder, 'two.ts', withWords(16));
writeIn(folder, 'half.ts', withWords(17));
const run = (args: string, suite = 'lamp.ts') =>
  swarmcheck([...args.split(' '), '--suite', `./${suite}`, '--no-color'], {}, folder);
const json = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8'));

describe('verify', () => {
  const { code, out } = run('verify --format text,json,junit --out all');

  it('prints one line for a codec, and its known bugs among the others, in the order of their ids', () => {
    expect(code).toBe(0);
    expect(out).toMatch(/^to check {2}scope .* schedules {2}codecs {2}known bugs$/m);
    expect(out).toMatch(/^ {2}not violated {2}codec lines {2}4 laws; 2,000 streams, [\d.]+ s$/m);
    const at = out.indexOf('  caught        L1');
    expect(at).toBeGreaterThan(0);
    expect(out.indexOf('  caught        L2')).toBeGreaterThan(at);
    expect(out).toMatch(
      /L2 {6}- {2}The decoder assumes one line a read\. \(Framing: 2 values, 2 bytes in 1 chunk\)$/m,
    );
    expect(out).toContain('2 of 2 known bugs caught');
    expect(out).toContain('equivalent mutants, which only the command bugs checks: L10');
    expect(out).toMatch(/1 not violated {2}2 of 2/);
  });

  it('reports codecs in JSON and JUnit', () => {
    const report = reportSchema.parse(json('all/report.json'));
    expect(report.checks.find(({ kind }) => kind === 'codec')).toMatchObject({
      ...{ protocol: 'lamp', subject: 'codec:lines', streams: 2_000 },
      properties: ['Decode After Encode', 'Framing', 'Own Errors', 'Bounded'].map((name) => ({
        ...{ name, kind: 'law', verdict: 'holds' },
      })),
    });
    expect(report.checks.find((check) => check.kind === 'bug' && check.id === 'L2')).toMatchObject({
      caught: true,
      hunts: [
        {
          subject: 'codec:lines',
          property: { name: 'Framing', counterexample: { steps: 1, trace: 'all/lamp/bugs/L2.codec.json' } },
        },
      ],
    });
    const junit = readFileSync(join(folder, 'all/junit.xml'), 'utf8');
    expect(junit).toContain('<testcase classname="lamp.codec:lines" name="Framing"/>');
    expect(junit).toMatch(/name="L2 The decoder assumes one line a read."\/>/);
  });

  it('does not depend on the number of threads', () => {
    const masked = (text: string) => text.replaceAll(/[\d.]+ s\b/g, 's');
    const one = run('verify --jobs 1 --out jobs');
    const two = run('verify --jobs 2 --out jobs');
    expect(masked(two.out)).toBe(masked(one.out));
  });

  it('leaves codecs out where a property is requested', () => {
    expect(run('verify --property stays').out).not.toContain('codec');
  });

  it('exits 1 if a codec breaks a law, and writes the stream', () => {
    const { code: exit, out: text } = run('verify --out greedy', 'greedy.ts');
    expect(exit).toBe(1);
    expect(text).toMatch(
      /VIOLATED {6}Bounded: The decoder keeps and allocates no more than its limit allows/,
    );
    expect(text).toContain('expected  at most 16 bytes kept');
    expect(text).toContain(
      'to replay it: npx swarmcheck replay greedy/lamp/codecs/lines/bounded.codec.json --suite ./greedy.ts',
    );
    expect(text).toMatch(/VIOLATED {2}lamp codec lines: Bounded\n$/);
    const file = 'greedy/lamp/codecs/lines/bounded.codec.json';
    expect(codecSchema.parse(json(file))).toMatchObject({ protocol: 'lamp', codec: 'lines', seed: '0x5eed' });
    expect(run(`replay ${file}`, 'greedy.ts').code).toBe(1);
    expect(run(`replay ${file}`).code).toBe(0);
  });

  it('exits 4 if a decoder does not return, and names its function', () => {
    const { code: exit, err } = run('fuzz --codec lines --step-time 4', 'stuck.ts');
    expect(exit).toBe(4);
    expect(err).toMatch(/'push' of codec 'lines' has not returned after 4 s \(lamp codec lines\)/);
  });
});

describe('bugs', () => {
  it('prints the law, the values, the bytes, the split, and what was expected', () => {
    const { code, out } = run('bugs --bug l2,L10');
    expect(code).toBe(0);
    expect(out).toMatch(/caught {7}L2 {2}The decoder assumes one line a read\. \(a first version\)/);
    expect(out).toContain('breaks Framing of codec lines: Every split of a stream');
    expect(out).toMatch(
      /values {4}"", ""\n +bytes {5}0a 0a\n +chunks {4}2 bytes\n +compared {2}with 1 \+ 1 bytes/,
    );
    expect(out).toMatch(/expected {2}"", ""\n +got {7}""\n/);
    expect(out).toMatch(/equivalent {3}L10 .*\n +equivalent in codec lines: it is the same limit\./);
    expect(out).toContain('1 of 1 known bugs caught: 0 by search, 0 by schedules, 1 by streams of codecs');
    expect(out).not.toContain('L1 ');
  });

  it.each([
    [
      'bugs --bug L2 --scope default',
      "bug L2 of protocol 'lamp' is a mistake in a codec, which has laws and no scope; leave out --scope",
    ],
    ['bugs --bug L3', "protocol 'lamp' has no subject 'bug:L3'"],
    ['explore --subject bug:L2', "bug L2 of protocol 'lamp' is a mistake in a codec"],
    ['fuzz --codec liens', "protocol 'lamp' has no codec 'liens'; did you mean lines?"],
    ['fuzz --codec lines,liens', "protocol 'lamp' has no codec 'liens'; did you mean lines?"],
    [
      'fuzz --codec lines --nodes 3',
      '--codec draws streams of bytes, for which --nodes means nothing; leave out one of the two',
    ],
  ])('%s is one sentence, and exit 2', (args, sentence) => {
    const { code, err } = run(args);
    expect(err).toContain(`swarmcheck: ${sentence}`);
    expect(code).toBe(2);
  });
});

describe('fuzz --codec', () => {
  it('checks several codecs, each once, or all', () => {
    const { code, out } = run('fuzz --codec lines,words,LINES --runs 300', 'two.ts');
    expect(out.match(/codec \w+ {2}/g)).toEqual(['codec lines  ', 'codec words  ']);
    expect(out.match(/300 streams/g)).toHaveLength(2);
    expect(code).toBe(0);
    const all = run('fuzz --codec all --runs 300', 'two.ts');
    expect(all.out.match(/codec \w+ {2}/g)).toEqual(['codec lines  ', 'codec words  ']);
  });

  it.each([
    [
      'fuzz --codec lines,words --time 2',
      '--time alone would give all the time to the first of several codecs; add --runs, or name one codec',
    ],
    [
      'fuzz --codec all --subject bug:L2',
      '--subject bug:L2 is a mistake in one codec; name one codec instead of several',
    ],
  ])('%s is one sentence, and exit 2', (args, sentence) => {
    const { code, err } = run(args, 'two.ts');
    expect(err).toContain(`swarmcheck: ${sentence}`);
    expect(code).toBe(2);
  });

  it('ends with 1 if one of several codecs breaks a law', () => {
    const { code, out } = run('fuzz --codec all --runs 3000', 'half.ts');
    expect(out).toMatch(/VIOLATED {2}lamp codec words: Bounded\n$/);
    expect(out.match(/not violated {2}Bounded/g)).toHaveLength(1);
    expect(code).toBe(1);
  });

  it('draws as many streams as requested', () => {
    const { code, out } = run('fuzz --codec lines --runs 3000');
    expect(out).toMatch(/not violated {2}Own Errors\n/);
    expect(out).toMatch(/3,000 streams, /);
    expect(out).toContain('by the streams that were drawn');
    expect(code).toBe(0);
  });

  it('ends after a time, which is no inconclusive end unless a number was requested', () => {
    const ended = run('fuzz --codec lines --time 2');
    expect(ended.code).toBe(0);
    expect(ended.out).toMatch(/not violated {2}Bounded\n {4}[\d,]+ streams/);
    const cut = run('fuzz --codec lines --time 2 --runs 100000000');
    expect(cut.out).toMatch(/inconclusive {2}Bounded: /);
    expect(cut.code).toBe(3);
  });

  it('checks a codec with a known bug', () => {
    const { code, out } = run('fuzz --codec lines --subject bug:L2');
    expect(out).toMatch(/VIOLATED {6}Framing/);
    expect(code).toBe(1);
  });
});

describe('replay', () => {
  run('bugs --bug L2 --out kept');
  const file = 'kept/lamp/bugs/L2.codec.json';

  it('reproduces a stream on the codec with the bug, and not without it', () => {
    const again = run(`replay ${file}`);
    expect(again.out).toMatch(/^lamp, codec lines with bug L2\nREPRODUCED {2}Framing is violated again: /);
    expect(again.code).toBe(1);
    const fixed = run(`replay ${file} --subject codec`);
    expect(fixed.out).toMatch(/^lamp, codec lines\nFIXED {2}Framing is not violated by this stream: /);
    expect(fixed.code).toBe(0);
  });

  it('refuses a subject that is no codec, and a damaged file', () => {
    expect(run(`replay ${file} --subject model`).err).toContain(
      `${file} has a stream of codec 'lines', for which there is no --subject 'model'; name codec, or bug: and a known bug of it`,
    );
    writeIn(folder, 'bad.json', JSON.stringify({ ...json(file), chunks: [9] }));
    const { code, err } = run('replay bad.json');
    expect(err).toContain("bad.json is no whole codec counterexample: 'chunks' is wrong (they have 9 bytes");
    expect(code).toBe(2);
  });

  it('show prints the stream, and has no picture of it', () => {
    expect(run(`show ${file}`).out).toMatch(
      /^lamp, codec lines with bug L2\nFraming: Every split[\s\S]*\ngot {7}""\n$/,
    );
    expect(run(`show ${file} --as svg`).err).toContain("has a stream of a codec, which has no form 'svg'");
  });
});

describe('list', () => {
  it('lists codecs, and their known bugs in the order of ids', () => {
    expect(run('list').out).toMatch(/codecs\n {4}lines {2}Lines of at most 16 characters\.\n/);
    const { protocols } = listSchema.parse(JSON.parse(run('list --format json').out));
    expect(protocols[0]?.codecs).toMatchObject([{ name: 'lines', laws: { length: 4 } }]);
    expect(protocols[0]?.bugs.map(({ id, codec }) => [id, codec])).toEqual([
      ['L1', undefined],
      ['L2', 'lines'],
      ['L10', 'lines'],
    ]);
  });
});
