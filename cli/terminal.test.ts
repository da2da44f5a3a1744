/** Tests of the terminal: the progress line is cleared before other output, and never wraps. */
import { describe, expect, it } from 'vitest';
import { Terminal } from './terminal.ts';

/** A screen that both streams write to, as on a terminal; `columns` absent: no terminal. */
function screen(columns?: number) {
  const written: string[] = [];
  const stream = {
    ...(columns !== undefined && { isTTY: true, columns }),
    write: (text: string) => written.push(text),
  };
  return { terminal: new Terminal(stream, stream), written };
}

const clear = '\r\u001b[K';

describe('a terminal', () => {
  it('clears progress before anything else is written', () => {
    const { terminal, written } = screen(80);
    terminal.show({ kind: 'progress', title: 'exploring', text: '1 world' });
    terminal.show({ kind: 'print', to: 'out', text: 'holds\n' });
    terminal.show({ kind: 'progress', title: 'exploring', text: '2 worlds' });
    terminal.show({ kind: 'progress', title: 'exploring', text: '3 worlds' });
    terminal.show({ kind: 'print', to: 'err', text: 'a note\n' });
    expect(written).toEqual([
      'exploring: 1 world',
      clear,
      'holds\n',
      'exploring: 2 worlds',
      clear,
      'exploring: 3 worlds',
      clear,
      'a note\n',
    ]);
  });

  it('clears it when no check is running', () => {
    const { terminal, written } = screen(80);
    terminal.show({ kind: 'progress', title: 'exploring', text: '1 world' });
    terminal.show({ kind: 'progress' });
    terminal.show({ kind: 'progress' });
    expect(written).toEqual(['exploring: 1 world', clear]);
  });

  it.each([
    [12, 'exploring…'.length],
    [200, 'exploring: 123,456 worlds'.length],
    [1, 1],
  ])('never lets the progress line wrap: %i columns', (columns, length) => {
    const { terminal, written } = screen(columns);
    terminal.show({ kind: 'progress', title: 'exploring', text: '123,456 worlds' });
    const [line = ''] = written;
    expect([...line].length).toBeLessThanOrEqual(Math.max(1, columns - 1));
    expect([...line].length).toBeGreaterThanOrEqual(Math.min(length, Math.max(1, columns - 1)));
  });

  it('prints escape sequences in names as text', () => {
    const { terminal, written } = screen(80);
    terminal.show({ kind: 'progress', title: 'exploring a\nb\u001b[2J\u202e', text: '1' });
    expect(written).toEqual(['exploring a\\u{a}b\\u{1b}[2J\\u{202e}: 1']);
  });

  it('begins a new line after text without a line break', () => {
    const { terminal, written } = screen(80);
    terminal.show({ kind: 'print', to: 'err', text: 'half a line' });
    terminal.show({ kind: 'progress', title: 'exploring', text: '1 world' });
    expect(written).toEqual(['half a line', '\n', 'exploring: 1 world']);
  });

  it('begins a new line if the other stream left one open', () => {
    const { terminal, written } = screen(80);
    terminal.show({ kind: 'print', to: 'err', text: 'half' });
    terminal.show({ kind: 'print', to: 'err', text: ' a line' });
    terminal.show({ kind: 'print', to: 'out', text: 'all hold\n' });
    terminal.show({ kind: 'print', to: 'err', text: 'a note\n' });
    expect(written).toEqual(['half', ' a line', '\n', 'all hold\n', 'a note\n']);
  });

  it('prints only the start of a check if there is no terminal, and nothing if it is quiet', () => {
    const { terminal, written } = screen();
    terminal.show({ kind: 'progress', title: 'exploring' });
    terminal.show({ kind: 'progress', title: 'exploring', text: '1 world' });
    terminal.show({ kind: 'progress', title: 'searching', quiet: true });
    expect(written).toEqual(['exploring\n']);
    expect(terminal.lastProgress).toBe('searching');
  });
});
