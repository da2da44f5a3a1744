/**
 * Tests the foreign actor against the implementation actor of the same core: the same worlds, transitions and
 * verdicts, by replay, by loading, and alive; and what it refuses.
 */
import { describe, expect, it } from 'vitest';
import { RaftServer } from '../../../implementations/raft/server.ts';
import type { Raft } from '../../../models/raft/messages.ts';
import { suite as raft } from '../../../properties/raft/index.ts';
import { CoreLink, type CoreLinkOptions } from '../../../tests/support/core-link.ts';
import {
  type Exploration,
  exploreScopeAll,
  fuzzScope,
  type Property,
  propertiesOf,
  type Side,
  type Suite,
  selectProperties,
  systemOf,
  TracedError,
  type Transition,
} from '../../index.ts';
import { drain } from '../../values/drain.ts';
import type { Actor, Birth, Core, Outbox, Received } from '../actor.ts';
import { type ForeignOptions, foreignActor } from './foreign-actor.ts';
import { ProcessEnded } from './link.ts';
import { Client } from './protocol.ts';

const raftSuite = raft as unknown as Suite;
const newServer = (birth: Birth) => new RaftServer(birth as unknown as Birth<Raft>) as unknown as Core;

/** Raft with a server behind an adapter in this process. */
function played(options: CoreLinkOptions & ForeignOptions = {}, make = newServer) {
  const link = new CoreLink(make, options);
  const implementation = foreignActor(new Client(link), options) as unknown as Actor;
  const roles = { server: { ...raftSuite.roles.server, implementation } } as Suite['roles'];
  return { suite: { ...raftSuite, roles, bugs: {} }, link, actor: implementation };
}

const { setting: raftSetting } = systemOf(raftSuite, 'quick');

function explored(suite: Suite, scope: string, side: Side): Exploration {
  return exploreScopeAll(suite, scope, { side }, propertiesOf(suite, { side }, scope));
}

/** What two searches must agree on. */
function essence({ worlds, transitions, depth, results }: Exploration) {
  const verdicts = results
    .filter(({ property }) => property.name !== 'No Step Fails')
    .map(({ property, verdict }) => `${property.name}: ${verdict}`);
  return { worlds, transitions, depth, verdicts };
}

/** A server that does something else at some events. */
function serverThat(does: (event: Received, out: Outbox, server: Core) => void, view?: () => object) {
  return (birth: Birth): Core => {
    const server = newServer(birth);
    return {
      start: (out) => server.start(out),
      handle(event, out) {
        does(event, out, server);
        server.handle(event, out);
      },
      view: view ?? (() => server.view()),
      save: () => server.save(),
      load: (saved) => server.load(saved),
    };
  };
}

/** A server with the rename of its saved state, in which nodes are numbers. */
const withRename = (birth: Birth): Core => {
  const server = newServer(birth);
  return { ...serverThat(() => {})(birth), rename: (saved, name) => server.rename?.(saved, name) };
};

/** The error of a search, which must bear its trace. */
function tracedErrorOf(search: () => unknown): TracedError {
  try {
    search();
  } catch (error) {
    if (error instanceof TracedError) return error;
    throw error;
  }
  throw new Error('the search did not fail');
}

describe('a foreign actor', () => {
  it.each([
    ['quick', 'implementation'],
    ['election', 'implementation'],
    ['one-entry', 'lockstep'],
  ] as const)('has the worlds of the same core in this process: %s, %s', (scope, side) => {
    const inProcess = essence(explored(raftSuite, scope, side));
    for (const loads of [false, true])
      expect(essence(explored(played({ loads }).suite, scope, side))).toEqual(inProcess);
    expect(inProcess.worlds).toBeGreaterThan(30);
  });

  it('draws the same schedules, with instances that live and with a replayed past', () => {
    const drawn = (suite: Suite) => {
      const subject = { side: 'implementation' } as const;
      const options = { runs: 20, actionsMax: 60, seed: 7 };
      const { runs, actions, violation } = drain(
        fuzzScope(suite, 'storm-3', subject, propertiesOf(suite, subject, 'storm-3'), options),
      );
      return { runs, actions, violation };
    };
    const inProcess = drawn(raftSuite);
    expect(inProcess.actions).toBeGreaterThan(1_000);
    for (const lives of [false, true]) expect(drawn(played({ lives }).suite)).toEqual(inProcess);
  });

  it('refuses a state that leaves out what a later step depends on', () => {
    // A server whose messages wait for the disk, without these messages.
    const { suite } = played({ stateOf: () => null });
    expect(() => explored(suite, 'slow-disk', 'implementation')).toThrow(
      /shows the same after two ways, and then does not do the same; its 'state' must tell what differs \(one way: .*; another: .*; then .*: one does .*, the other .*\)/,
    );
  });

  it.each(['breadth first', 'depth first'] as const)(
    'has the trace with an error at a rename, %s',
    (order) => {
      const renameState: CoreLinkOptions['renameState'] = (core, state, name) =>
        (state as { role: string }).role === 'candidate' ? 'nothing to load' : core.rename?.(state, name);
      const { suite } = played({ loads: true, renameState }, withRename);
      const subject = { side: 'implementation' } as const;
      const properties = propertiesOf(suite, subject, 'election').filter(({ kind }) => kind === 'always');
      const options = order === 'depth first' ? { order: { name: 'depth-first' } as const, maxDepth: 4 } : {};
      const error = tracedErrorOf(() => exploreScopeAll(suite, 'election', subject, properties, options));
      expect(error.message).toMatch(/failed at its rename: as '.' it fails where it does not as '.':/);
      expect(error.trace.steps.length).toBeGreaterThan(0);
      expect(error.trace.steps.at(-1)?.action.type).toBe('timeout');
    },
  );

  it('takes such a state for complete if it compares no ways', () => {
    const { suite } = played({ stateOf: () => null, waysMax: 0 });
    const whole = explored(raftSuite, 'slow-disk', 'implementation').worlds;
    expect(explored(suite, 'slow-disk', 'implementation').worlds).not.toBe(whole);
  });

  it('refuses a state that is loaded and leaves out what a later step depends on', () => {
    const forgetful = (birth: Birth): Core => {
      const server = serverThat(() => {})(birth);
      // It forgets the votes that it was granted.
      return { ...server, load: (saved) => server.load({ ...(saved as object), votes: 0 }) };
    };
    const { suite } = played({ loads: true }, forgetful);
    expect(() => explored(suite, 'quick', 'implementation')).toThrow(
      /does something else after it loaded its 'state' than after its events; .* \(one way: from the state {.*; another: from its birth, timeout 'electionTimeout'.*; then message 'RequestVoteReply' from '.': one does .*, the other .*\)/,
    );
  });

  it('refuses an adapter that loads and leaves out of what it saves what a later step depends on', () => {
    const { suite } = played({ loads: true, stateOf: (core) => ({ ...(core.save() as object), votes: 0 }) });
    expect(() => explored(suite, 'quick', 'implementation')).toThrow(
      /does something else after it loaded its 'state'/,
    );
  });

  it('asks an adapter that loads for replies after its events, too', () => {
    const answering = (birth: Birth): Core => {
      let inputs = 0;
      const server = serverThat((event) => {
        if (event.type === 'timeout') inputs++;
      })(birth);
      return { ...server, answer: () => ({ type: `${inputs} inputs` }) };
    };
    const { actor } = played({ loads: true }, answering);
    const birth = { self: 'a', nodes: ['a', 'b', 'c'], setting: raftSetting } as Birth;
    const { state } = actor.step(actor.init(birth).state, { type: 'timeout', timer: 'electionTimeout' });
    const call = () => actor.answer?.(state, { type: 'read' });
    expect(call()).toEqual({ type: '0 inputs' });
    expect(call).toThrow(
      /then call 'read': one does reply {"type":"0 inputs"}, the other reply {"type":"1 inputs"}/,
    );
  });

  const renameState: CoreLinkOptions['renameState'] = (core, state, name) => core.rename?.(state, name);

  it('lets an adapter rename, and has the same worlds', () => {
    const inProcess = essence(explored(raftSuite, 'election', 'implementation'));
    const { suite } = played({ loads: true, renameState }, withRename);
    expect(essence(explored(suite, 'election', 'implementation'))).toEqual(inProcess);
  });

  it('refuses an adapter that renames something else than an instance of the other name has', () => {
    const { suite } = played({ loads: true, renameState: (_core, state) => state }, withRename);
    expect(() => explored(suite, 'election', 'implementation')).toThrow(
      /its 'rename' to '.' gives view {.*}, where an instance of that name has view {.*}; rename every name in the state/,
    );
  });

  it('refuses an adapter that does something else the second time', () => {
    let n = 0;
    const { suite } = played(
      {},
      serverThat((event, out) => {
        if (event.type === 'timeout' && n++ % 2 === 1) out.output({ type: 'elected' });
      }),
    );
    expect(() => explored(suite, 'quick', 'implementation')).toThrow(/it did something else the second time/);
  });

  it.each([
    [
      'an exception',
      () => {
        throw new Error('tocommit(5) is out of range');
      },
      'tocommit(5) is out of range',
    ],
    [
      'the end of the process',
      () => {
        throw new ProcessEnded("'core' ended by signal 11");
      },
      "'core' ended by signal 11",
    ],
  ])('reports %s in a step as a violation of No Step Fails', (_, fail, words) => {
    const make = serverThat((event, _out, server) => {
      const { currentTerm } = server.view() as { currentTerm: number };
      if (event.type === 'timeout' && currentTerm === 1) fail();
    });
    const { suite } = played({}, make);
    for (const side of ['implementation', 'lockstep'] as const) {
      const { results } = explored(suite, 'election', side);
      const found = results.find(({ property }) => property.name === 'No Step Fails');
      expect(found?.verdict).toBe('violated');
      expect(found?.trace?.steps).toHaveLength(2);
      expect(found?.trace?.steps.at(-1)?.changes).toContainEqual({
        node: 'a',
        divergence: { failed: words },
      });
      const refines = results.find(({ property }) => property.name === 'Refinement');
      expect(refines?.verdict ?? 'violated').toBe('violated');
    }
  });

  describe('whose code fails while it comes up', () => {
    /** A server that does not come up with such a birth. */
    const failingAt = (isFatal: (birth: Birth<Raft>) => boolean) => (birth: Birth) => {
      if (isFatal(birth as unknown as Birth<Raft>)) throw new Error('cannot come up');
      return newServer(birth);
    };

    const noStepFailsIn = ({ results }: Pick<Exploration, 'results'>) =>
      results.find(({ property }) => property.name === 'No Step Fails');
    const subject = { side: 'implementation' } as const;
    const hasTerm = ({ durable }: Birth<Raft>) => durable !== undefined && durable.currentTerm > 0;

    it.each(['implementation', 'lockstep'] as const)('violates it in the initial world: %s', (side) => {
      const { suite } = played(
        {},
        failingAt(() => true),
      );
      const exploration = explored(suite, 'election', side);
      expect(exploration.worlds).toBe(1);
      const found = noStepFailsIn(exploration);
      expect(found?.verdict).toBe('violated');
      expect(found?.trace?.steps).toEqual([]);
      expect(found?.trace?.initial.a).toEqual({ failed: 'cannot come up' });
      // No other property has seen a view.
      for (const { property, verdict } of exploration.results)
        if (property.kind === 'step' || property.over.node !== undefined)
          expect([property.name, verdict]).toEqual([property.name, 'inconclusive']);
    });

    it.each([
      ['implementation', {}],
      ['implementation', { order: { name: 'depth-first' } }],
      ['lockstep', {}],
    ] as const)('violates it at a restart: %s, %j', (side, options) => {
      const { suite } = played({}, failingAt(hasTerm));
      const all = propertiesOf(suite, { side }, 'election');
      const noStepFails = all.filter(({ name }) => name === 'No Step Fails');
      const found = noStepFailsIn(exploreScopeAll(suite, 'election', { side }, noStepFails, options));
      expect(found?.verdict).toBe('violated');
      const steps = found?.trace?.steps ?? [];
      if (!('order' in options))
        expect(steps.map(({ action }) => action.type)).toEqual(['timeout', 'crash', 'restart']);
      expect(steps.at(-1)?.changes).toEqual([
        { node: expect.any(String), standing: { failed: 'cannot come up' } },
      ]);
    });

    it.each([true, false])('is found by schedules, with instances that live: %s', (lives) => {
      const { suite } = played({ lives }, failingAt(hasTerm));
      const properties = propertiesOf(suite, subject, 'storm-3');
      const options = { runs: 50, actionsMax: 200, seed: 7 };
      const { violation } = drain(fuzzScope(suite, 'storm-3', subject, properties, options));
      expect(violation?.property.name).toBe('No Step Fails');
      expect(violation?.trace.steps.at(-1)?.action.type).toBe('restart');
    });
  });

  it('judges no step in which the code fails by properties of steps', () => {
    // It persists nothing and answers nothing, because it fails: a step without effects would violate them.
    const make = serverThat((event) => {
      if (event.type === 'message') throw new Error('at any message');
    });
    const { suite } = played({}, make);
    const judged: string[] = [];
    const watching: Property = {
      ...{ kind: 'step', name: 'Watching', says: 'It is judged.', source: 'this test' },
      over: { holds: ({ event }: Transition) => judged.push(event.type) > 0 },
    };
    const properties = [...propertiesOf(suite, { side: 'implementation' }, 'election'), watching];
    const { results } = exploreScopeAll(suite, 'election', { side: 'implementation' }, properties);
    expect(results.find(({ property }) => property.name === 'No Step Fails')?.verdict).toBe('violated');
    expect([...new Set(judged)].sort()).toEqual(
      ['restart', 'timeout'].slice(judged.includes('restart') ? 0 : 1),
    );
    expect(judged).not.toContain('message');
  });

  it('fails if an exception comes once and not the second time', () => {
    let hasFailed = false;
    const make = serverThat((event) => {
      if (event.type !== 'timeout' || hasFailed) return;
      hasFailed = true;
      throw new Error('for once');
    });
    expect(() => explored(played({}, make).suite, 'quick', 'implementation')).toThrow(
      'for once; asked the same again, it did not fail',
    );
  });

  it('judges No Step Fails beside a named property', () => {
    const make = serverThat((event) => {
      if (event.type === 'timeout') throw new Error('at any timeout');
    });
    const { suite } = played({}, make);
    const subject = { side: 'implementation' } as const;
    const named = selectProperties(suite, subject, 'election', 'Election Safety');
    expect(named.map(({ name }) => name)).toEqual(['Election Safety', 'No Step Fails']);
    expect(selectProperties(raftSuite, subject, 'election', 'Election Safety')).toHaveLength(1);
  });

  it('finds by random walks what a state leaves out, though it matters only after some time', () => {
    // At its fourth timeout a server sends nothing, and its state does not say how many it had.
    const forgetful = (birth: Birth): Core => {
      const server = newServer(birth);
      let timeouts = 0;
      return {
        start: (out) => server.start(out),
        handle(event, out) {
          if (event.type === 'timeout' && ++timeouts === 4) return;
          server.handle(event, out);
        },
        view: () => ({ ...server.view(), currentTerm: 0 }),
        save: () => null,
        load: () => {},
      };
    };
    const { actor } = played({ stateOf: () => null }, forgetful);
    const birth = { self: 'a', nodes: ['a', 'b', 'c'], setting: raftSetting } as Birth;
    const tick = { type: 'timeout', timer: 'electionTimeout' } as const;
    const walk = () => {
      let { state } = actor.init(birth);
      for (let n = 0; n < 20; n++)
        for (let twice = 0; twice < 2; twice++) ({ state } = actor.step(state, tick));
    };
    expect(walk).toThrow(/shows the same after two ways/);
  });

  it('asks for each reply twice', () => {
    let n = 0;
    const answering = (birth: Birth): Core => ({
      ...serverThat(() => {})(birth),
      answer: () => ({ type: `reply ${n++}` }),
    });
    const { actor } = played({}, answering);
    const { state } = actor.init({ self: 'a', nodes: ['a', 'b', 'c'], setting: raftSetting } as Birth);
    const call = () => actor.answer?.(state, { type: 'read' });
    expect(call()).toEqual({ type: 'reply 0' });
    expect(call).toThrow(/it did something else the second time/);
  });

  it('refuses an integer that JSON rounds', () => {
    const make = (birth: Birth): Core => ({
      ...serverThat(() => {})(birth),
      view: () => ({ id: 2 ** 60 }),
    });
    const { actor } = played({}, make);
    expect(() => actor.init({ self: 'a', nodes: ['a'], setting: raftSetting } as Birth)).toThrow(
      /1152921504606847000 is beyond 2\^53 and was rounded; write it as \{"#bigint": "\.\.\."\}/,
    );
  });

  it('fails if the process ends once and not the second time', () => {
    let hasEnded = false;
    const make = serverThat((event) => {
      if (event.type !== 'timeout' || hasEnded) return;
      hasEnded = true;
      throw new ProcessEnded("'core' ended with exit code 137");
    });
    expect(() => explored(played({}, make).suite, 'quick', 'implementation')).toThrow(
      "'core' ended with exit code 137; a new process that was asked the same did not end",
    );
  });

  it('tells a life again to a new process', () => {
    let count = 0;
    const make = serverThat(() => {
      // Every fiftieth event ends the process, but not when it is asked again.
      if (++count % 50 === 0) throw new ProcessEnded("'core' ended");
    });
    const { suite } = played({ lives: true }, make);
    const subject = { side: 'implementation' } as const;
    const drawing = () =>
      drain(
        fuzzScope(suite, 'storm-3', subject, propertiesOf(suite, subject), {
          runs: 1,
          actionsMax: 60,
          seed: 7,
        }),
      );
    expect(drawing).toThrow(/a new process that was asked the same did not end/);
  });

  it('asks for each step of each state at most a few times', () => {
    const { suite, link } = played();
    const { worlds, transitions } = explored(suite, 'quick', 'implementation');
    expect(link.asks).toBeLessThan(transitions / 2);
    expect(worlds).toBeGreaterThan(1_000);
  });
});
