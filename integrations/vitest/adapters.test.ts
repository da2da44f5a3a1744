/** A suite whose implementation is an adapter, as tests: this file is one, and its tests are those of the suite. */
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { scopeOf } from '../../checker/index.ts';
import { suite as raft } from '../../properties/raft/index.ts';
import { repository } from '../../tests/support/repository.ts';
import { openAdapter } from '../stdio/index.ts';
import { describeProtocol } from './index.ts';

type Raft = typeof raft;
type Role = NonNullable<Raft['roles']['server']>;

const opened = ['', 'fails'].map((how) =>
  openAdapter(`node ${join(repository, 'tests/support/adapters/raft-server.mjs')} ${how}`),
);
const [sound, failing] = opened.map(({ actor }): Raft => {
  const server: Role = { ...(raft.roles.server as Role), implementation: actor as never };
  return { ...raft, roles: { server }, bugs: {}, storms: [{ scope: 'storm-3', runs: 5, actions: 30 }] };
}) as [Raft, Raft];
afterAll(() => {
  for (const one of opened) one.close();
});

describeProtocol(
  { ...sound, properties: sound.properties.filter(({ name }) => name === 'Election Safety') },
  { scopes: ['one-term'], regressions: false },
);

it('holds in a scope, and refines the model', () => {
  expect(sound).toHold('Election Safety', { scope: 'one-term', subject: 'implementation' });
  expect(sound).toHold('No Step Fails', { scope: 'one-term', subject: 'implementation' });
  const { implementation, model } = sound.roles.server as Required<Role>;
  expect(implementation as never).toRefine(model as never, scopeOf(sound, 'one-term') as never);
});

it('names what the code said where it fails', () => {
  expect(() =>
    expect(failing).toHold('No Step Fails', { scope: 'one-term', subject: 'implementation' }),
  ).toThrow(/No Step Fails[\s\S]*a fails: RangeError: tocommit\(5\) is out of range/);
});
