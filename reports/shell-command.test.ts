/** Tests of commands to paste: a shell splits each into the original words. */
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandText, pathWord, replayCommand } from './shell-command.ts';

const hostile = [
  'plain',
  'two words',
  "it's",
  'say "hi"',
  '50%',
  '%PATH%',
  '%%',
  '"%"',
  'wow!',
  'a&b|c<d>e',
  'a^b',
  '$HOME',
  '`id`',
  '$(id)',
  'naïve/Ω/日本.json',
  '\u201cquoted\u201d \u2019',
  '-dash',
  'C:\\Program Files\\x\\',
  'slash\\"quote',
  '(a; b)',
  '*',
  '~/x',
  '#no',
  '',
];

const words = fc.array(
  fc.oneof(
    fc.constantFrom(...hostile),
    fc.string({ unit: fc.constantFrom(...'ab "\'\\%!&^$`|<>()\u201c\u2019;-=') }),
  ),
  { minLength: 1, maxLength: 4 },
);

/**
 * What cmd.exe hands on of a line that is typed: variables first, then carets and the ends of commands,
 * outside of quotes.
 */
function throughCmd(line: string, variables: Readonly<Record<string, string>>): string {
  const expanded = line.replaceAll(/%([^%]+)%/g, (whole, name: string) => variables[name] ?? whole);
  let handed = '';
  let isQuoted = false;
  for (let at = 0; at < expanded.length; at++) {
    const sign = expanded[at] as string;
    if (sign === '"') isQuoted = !isQuoted;
    if (!isQuoted && '&|<>'.includes(sign)) throw new Error(`ends at ${sign}: ${expanded}`);
    handed += !isQuoted && sign === '^' ? (expanded[++at] ?? '') : sign;
  }
  return handed;
}

/** How the runtime of Windows makes arguments of a line. */
function argumentsOf(line: string): string[] {
  const found: string[] = [];
  let at = 0;
  while (at < line.length) {
    while (line[at] === ' ') at++;
    if (at >= line.length) break;
    let [word, isQuoted] = ['', false];
    for (; at < line.length && (isQuoted || line[at] !== ' '); at++) {
      const [slashes = ''] = /^\\*/.exec(line.slice(at)) ?? [];
      if (slashes !== '' && line[at + slashes.length] === '"') {
        word += '\\'.repeat(Math.floor(slashes.length / 2));
        at += slashes.length;
        if (slashes.length % 2 === 1) {
          word += '"';
          continue;
        }
      } else if (slashes !== '') {
        word += slashes;
        at += slashes.length - 1;
        continue;
      }
      if (line[at] !== '"') word += line[at];
      else if (isQuoted && line[at + 1] === '"') word += line[++at];
      else isQuoted = !isQuoted;
    }
    found.push(word);
  }
  return found;
}

/** The words of a line as PowerShell parses it, where nothing is left for it to expand. */
function throughPowerShell(line: string): string[] {
  const word = /'((?:[^'\u2018-\u201b]|(['\u2018-\u201b])\2)*)'|"([^"$`\u201c-\u201e]*)"|([\w./:\\-]+)/y;
  const found: string[] = [];
  while (word.lastIndex < line.length) {
    const at = word.lastIndex;
    const [, single, , double, bare] = word.exec(line) ?? [];
    if (single === undefined && double === undefined && bare === undefined)
      throw new Error(`no word at ${at}: ${line}`);
    found.push(single?.replaceAll(/(['\u2018-\u201b])\1/g, '$1') ?? double ?? (bare as string));
    if (line[word.lastIndex] === ' ') word.lastIndex++;
  }
  return found;
}

const onWindows = { launcher: 'x', shell: 'windows' } as const;

/** Both spellings of a command on Windows. */
function spellings(meant: readonly string[]): readonly [cmd: string, powershell: string] {
  const text = commandText(meant, onWindows);
  const at = text.indexOf(' (in PowerShell: ');
  if (at < 0) return [text, text];
  return [text.slice(0, at), text.slice(at + ' (in PowerShell: '.length, -1)];
}

describe('a command to paste', () => {
  it('is split by sh into the original words', () => {
    const meant = [...hostile, 'line\nbreak'];
    const text = commandText(meant, { launcher: 'printf "%s\\0" --', shell: 'sh' });
    const { stdout } = spawnSync('sh', ['-c', text.replace('printf "%s\\0" --', 'printf "%s\\0"')], {
      encoding: 'utf8',
    });
    expect(stdout.split('\0').slice(0, -1)).toEqual(meant);
  });

  it('is split by cmd.exe into the original words, for any variables', () => {
    fc.assert(
      fc.property(words, (meant) => {
        const [cmd] = spellings(meant);
        const variables = Object.fromEntries(
          ['a', 'b', 'PATH', '"a"^', 'ab'].map((name) => [name, 'EXPANDED']),
        );
        delete variables['"a"^'];
        expect(argumentsOf(throughCmd(cmd, variables))).toEqual(['x', ...meant]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is split by PowerShell into the original words', () => {
    fc.assert(
      fc.property(words, (meant) => {
        const [, powershell] = spellings(meant);
        const read = throughPowerShell(powershell);
        expect(read).toHaveLength(1 + meant.length);
        // Of backslashes at the end some versions take half.
        for (const [at, word] of meant.entries())
          expect([word, word.replace(/(\\+)$/, '$1$1')]).toContain(read[at + 1]);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['traces/R3.trace.json', 'sh', 'npx swarmcheck replay traces/R3.trace.json'],
    ['my traces/R3.json', 'sh', "npx swarmcheck replay 'my traces/R3.json'"],
    ["it's.json", 'sh', "npx swarmcheck replay 'it'\\''s.json'"],
    ['$x.json', 'sh', "npx swarmcheck replay '$x.json'"],
    ['-x.json', 'sh', 'npx swarmcheck replay ./-x.json'],
    ['out\\R3.json', 'windows', 'npx swarmcheck replay out\\R3.json'],
    ['my traces\\R3.json', 'windows', 'npx swarmcheck replay "my traces\\R3.json"'],
    ['a&b.json', 'windows', 'npx swarmcheck replay "a&b.json"'],
    [
      '50%.json',
      'windows',
      'npx swarmcheck replay "50"^%".json" (in PowerShell: npx swarmcheck replay \'50%.json\')',
    ],
  ] as const)('replays %s in %s with %s', (path, shell, text) => {
    expect(replayCommand(path, { launcher: 'npx swarmcheck', shell })).toBe(text);
  });

  it('repeats the options that it needs', () => {
    const repeated = ['--suite', './my suite.ts', '--implementation', 'python3 server.py'];
    expect(replayCommand('t.json', { launcher: 'swarmcheck', shell: 'sh', repeated })).toBe(
      "swarmcheck replay t.json --suite './my suite.ts' --implementation 'python3 server.py'",
    );
    expect(pathWord('--help')).toBe('./--help');
  });
});
