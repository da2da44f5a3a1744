/** Tests of `swarmcheck chart`: what it draws for protocols and for suites of users, and what it refuses. */
import { XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { swarmcheck, userFolder } from '../tests/support/command.ts';
import { minimalSuite } from '../tests/support/minimal-suite.ts';

/** A suite whose model is a machine. */
const lampSuite = `
import { type Birth, type MachineEvent, protocol } from 'swarmcheck';
import { setup } from 'xstate';

interface Lamp {
  message: { type: 'None' };
  input: { type: 'switch' };
  view: { lit: boolean };
}

const machine = setup({
  types: { events: {} as MachineEvent<Lamp>, input: {} as Birth<Lamp> },
}).createMachine({ id: 'lamp', initial: 'dark', states: { dark: { on: { switch: 'lit' } }, lit: {} } });
const kit = protocol<Lamp>();

export const suite = kit.suite({
  name: 'lamp',
  says: 'A lamp.',
  source: 'the house rules',
  roles: { lamp: { model: kit.model(machine, { view: ({ value }) => ({ lit: value === 'lit' }) }) } },
  properties: [kit.sometimes({ name: 'Lit', says: 'It is lit.', source: 'physics', node: ({ lit }) => lit })],
  scopes: {
    default: {
      system: (actor) => ({
        nodes: { a: actor('lamp') },
        network: 'set',
        inputs: ({ lit }) => (lit ? [] : [{ type: 'switch' }]),
      }),
    },
  },
});
`;

describe('chart', () => {
  it('marks what the scope never takes, and names guards with one outcome', () => {
    const { code, out, err } = swarmcheck(['chart', 'raft', '--as', 'mermaid', '--quiet']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('%% never taken: in scope default, 15,243 worlds');
    expect(out).toContain('%% raft: refuses is never true');
    expect(out).toContain('RequestVote [refuses] (never taken)');
    expect(out).toContain('always [isQuorum]\n');
  });

  it('marks other transitions in another scope, and none without a search', () => {
    const marked = (words: readonly string[]) =>
      swarmcheck(['chart', 'raft', '--as', 'mermaid', ...words]).out.match(/.*\(never taken\)/g)?.length ?? 0;
    const inDefault = marked([]);
    expect(marked(['--scope', 'one-term'])).toBeGreaterThan(inDefault);
    expect(marked(['--no-coverage'])).toBe(0);
  });

  it('says that a limit ended the search', () => {
    const { code, out } = swarmcheck(['chart', 'raft', '--max-worlds', '10']);
    expect(code).toBe(0);
    expect(out).toContain('never taken there, before the limit of 10 worlds was reached');
    expect(XMLValidator.validate(out)).toBe(true);
  });

  it('draws all machines of a role, and one role of several', () => {
    const both = swarmcheck(['chart', 'bittorrent', '--no-coverage']).out;
    expect(both).toContain('role peer, machine torrent');
    expect(both).toContain('role peer, machine connection');
    const one = swarmcheck(['chart', 'chord', '--no-coverage', '--role', 'original']).out;
    expect(one).toContain('role original');
    expect(one).not.toContain('role corrected');
  });

  it('draws the suite of a user', () => {
    const folder = userFolder({ 'my.suite.ts': lampSuite });
    const { code, out } = swarmcheck(['chart', '--suite', './my.suite.ts'], {}, folder);
    expect(code).toBe(0);
    expect(out).toContain('taken in scope default (2 worlds)');
    expect(out).toContain('>switch</text>');
  });

  it('refuses a suite without a machine', () => {
    const folder = userFolder({ 'my.suite.ts': minimalSuite });
    const { code, err } = swarmcheck(['chart', '--suite', './my.suite.ts'], {}, folder);
    expect({ code, err }).toEqual({
      code: 2,
      err: "swarmcheck: protocol 'lamp' has no role with an XState machine to draw; a chart needs a model made with kit.role or kit.model\n",
    });
  });

  it.each([
    [['raft', '--as', 'sgv'], "there is no --as 'sgv' of chart; did you mean svg? there is svg, mermaid"],
    [['raft', '--role', 'sever'], "protocol 'raft' has no role 'sever'; did you mean server? it has server"],
    [
      ['chord', '--role', 'original'],
      "scope 'default' of protocol 'chord' has no node that role 'original' plays; name a --scope that has one, or add --no-coverage",
    ],
    [['raft', '--scope', 'defalt'], "protocol 'raft' has no scope 'defalt'"],
    [
      ['raft', '--no-coverage', '--scope', 'default'],
      '--no-coverage explores nothing, so --scope default means nothing; leave out one of the two',
    ],
  ])('refuses %j in one sentence', (words, sentence) => {
    const { code, out, err } = swarmcheck(['chart', ...words]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(sentence);
    expect(err.trim().split('\n')).toHaveLength(1);
  });
});
