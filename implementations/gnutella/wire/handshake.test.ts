import { describe, expect, it } from 'vitest';
import { ConnectionDecoder } from './connection.ts';
import { WireError } from './decoder.ts';
import type { Descriptor } from './descriptors.ts';
import { encodeDescriptor } from './encode.ts';
import { encodeGroup, type Group, GroupDecoder, groupLimits, headerOf } from './group.ts';
import { HandshakeDecoder, linkFeatures, type Side } from './handshake.ts';

const bytesOf = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

function groupsOf(...chunks: Uint8Array[]): Group[] {
  const decoder = new GroupDecoder();
  const groups: Group[] = [];
  for (const chunk of chunks) decoder.push(chunk, (group) => groups.push(group));
  decoder.end();
  return groups;
}

function groupOf(text: string): Group {
  const groups = groupsOf(bytesOf(text));
  expect(groups.length).toBe(1);
  return groups[0] as Group;
}

/** The sample interaction of "An Extensible Handshaking Protocol for the Gnutella Network", section 3. */
const sample = {
  connect: 'GNUTELLA CONNECT/0.6\r\nUser-Agent: BearShare\r\nQuery-Routing: 0.2\r\n\r\n',
  answer:
    'GNUTELLA/0.6 200 OK\r\nUser-Agent: BearShare\r\nQuery-Routing: 0.1\r\nBearShare-Data: 5ef89a\r\n\r\n',
  confirm: 'GNUTELLA/0.6 200 OK\r\nBearShare-Data: a04fce\r\n\r\n',
};
const version = { major: 0, minor: 6 };
const header = (name: string, value: string) => ({ name, value });

describe('groups', () => {
  it('are those of the sample interaction', () => {
    const groups = groupsOf(bytesOf(sample.connect), bytesOf(sample.answer), bytesOf(sample.confirm));
    const answer = { type: 'Answer', version, status: 200, reason: 'OK' };
    expect(groups).toEqual([
      {
        type: 'Connect',
        version,
        headers: [header('User-Agent', 'BearShare'), header('Query-Routing', '0.2')],
      },
      {
        ...answer,
        headers: [
          ...[header('User-Agent', 'BearShare'), header('Query-Routing', '0.1')],
          header('BearShare-Data', '5ef89a'),
        ],
      },
      { ...answer, headers: [header('BearShare-Data', 'a04fce')] },
    ]);
    expect(groups.map((group) => String.fromCharCode(...encodeGroup(group)))).toEqual(Object.values(sample));
  });

  it('may end their lines with LF alone, and have any case and space', () => {
    const group = groupOf('GNUTELLA CONNECT/0.6\nGGEP : 0.5 \nx-ULTRAPEER:\tTrue\n\n');
    expect(group.headers).toEqual([header('GGEP', '0.5'), header('x-ULTRAPEER', 'True')]);
    expect([headerOf(group, 'X-Ultrapeer'), headerOf(group, 'ggep'), headerOf(group, 'none')]).toEqual([
      ...['True', '0.5', undefined],
    ]);
  });

  it('fold long values, and join repeated headers', () => {
    const group = groupOf(
      'GNUTELLA/0.6 200 OK\r\nX-Try: 1.2.3.4,\r\n  5.6.7.8,\r\n\t9.9.9.9\r\nX-A: 1\r\nX-B:\r\n 2\r\n \r\nx-a: 3\r\n\r\n',
    );
    expect(group.headers).toEqual([
      header('X-Try', '1.2.3.4, 5.6.7.8, 9.9.9.9'),
      ...[header('X-A', '1'), header('X-B', '2'), header('x-a', '3')],
    ]);
    expect(headerOf(group, 'X-A')).toBe('1, 3');
  });

  it('accept later versions and any status, with or without a reason', () => {
    expect(groupOf('GNUTELLA CONNECT/1.0\r\n\r\n')).toMatchObject({ version: { major: 1, minor: 0 } });
    expect(groupOf('GNUTELLA/0.7 503\r\n\r\n')).toMatchObject({ status: 503, reason: '' });
    expect(groupOf('GNUTELLA/0.6 503 Not an Ultrapeer\r\n\r\n')).toMatchObject({
      reason: 'Not an Ultrapeer',
    });
  });

  it.each([
    ['GNUTELLA CONNECT/0.4\n\n', 'byte 20 is "GNUTELLA CONNECT/0.4"'],
    ['GET / HTTP/1.1\r\n', 'byte 15 is "GET / HTTP/1.1"'],
    ['\r\n', 'byte 1 is ""'],
    ['GNUTELLA/0.6 20 OK\r\n', 'is "GNUTELLA/0.6 20 OK"'],
    ['GNUTELLA CONNECT/0.6\r\nno colon\r\n', 'byte 31 has no name before a colon'],
    ['GNUTELLA CONNECT/0.6\r\n: x\r\n', 'has no name before a colon'],
    ['GNUTELLA CONNECT/0.6\r\nX Y: x\r\n', 'has no name before a colon'],
    ['GNUTELLA CONNECT/0.6\r\n folded\r\n', 'continues no header'],
    ['GNUTELLA CONNECT/0.6\r\nA: \0\r\n', 'has a control character'],
    ['GNUTELLA CONNECT/0.6\r\nA: b\rc\r\n', 'has a control character'],
  ])('refuse %j', (text, message) => {
    expect(() => groupsOf(bytesOf(text))).toThrow(WireError);
    expect(() => groupsOf(bytesOf(text))).toThrow(message);
    expect(() => groupsOf(...Array.from(bytesOf(text), (byte) => Uint8Array.of(byte)))).toThrow(message);
  });

  it('refuse an end inside a group', () => {
    expect(() => groupsOf(bytesOf('GNUTELLA CONNECT/0.6\r\n'))).toThrow('ends at byte 22 inside a group');
  });
});

describe('limits of a group', () => {
  const { lineBytesMax, headersMax, groupBytesMax } = groupLimits;
  const connect = 'GNUTELLA CONNECT/0.6\r\n';
  const value = (length: number) => 'x'.repeat(length);

  it('allow the longest line, and no longer one', () => {
    expect(groupOf(`${connect}A: ${value(lineBytesMax - 3)}\r\n\r\n`).headers.length).toBe(1);
    const message = `line at byte ${connect.length + lineBytesMax + 1} is above ${lineBytesMax}`;
    for (const end of ['\r\n\r\n', '\n\n'])
      expect(() => groupOf(`${connect}A: ${value(lineBytesMax - 2)}${end}`)).toThrow(message);
    const endless = new GroupDecoder();
    expect(() => endless.push(bytesOf(value(lineBytesMax + 2)), () => undefined)).toThrow('line at byte');
    expect(endless.bufferedBytes).toBeLessThan(lineBytesMax + 3);
  });

  it('count a folded header as one line', () => {
    const half = value(lineBytesMax / 2);
    expect(() => groupOf(`${connect}A: ${half}\r\n ${half}\r\n\r\n`)).toThrow(`header at byte`);
  });

  it('allow the largest number of headers, and not one more', () => {
    expect(groupOf(`${connect}${'A: b\r\n'.repeat(headersMax)}\r\n`).headers.length).toBe(headersMax);
    expect(() => groupOf(`${connect}${'A: b\r\n'.repeat(headersMax + 1)}\r\n`)).toThrow('number of headers');
  });

  it('allow the longest group, and no longer one', () => {
    const line = `A: ${value(1_000)}\r\n`;
    const rest = groupBytesMax - connect.length - 8 * line.length - 2;
    const longest = `${connect}${line.repeat(8)}A: ${value(rest - 5)}\r\n\r\n`;
    expect(longest.length).toBe(groupBytesMax);
    expect(encodeGroup(groupOf(longest)).length).toBe(groupBytesMax);
    expect(() => groupOf(longest.replace('A: ', 'AA: '))).toThrow(`group at byte ${groupBytesMax}`);
    // Shorter on the wire, but not as this codec writes it.
    const tight = longest.replace('A: ', 'AA: ').replaceAll('\r\n', '\n').replaceAll(': ', ':');
    expect(() => groupOf(tight)).toThrow('group at byte');
  });

  it('end a group of empty continuations', () => {
    const decoder = new GroupDecoder();
    decoder.push(bytesOf(`${connect}A: b\r\n`), () => undefined);
    const chunk = bytesOf(' \n'.repeat(groupBytesMax));
    expect(() => decoder.push(chunk, () => undefined)).toThrow('group at byte');
    expect(decoder.bufferedBytes).toBe(groupBytesMax);
  });
});

describe('encoding a group', () => {
  const connect: Group = { type: 'Connect', version, headers: [] };
  it.each<[string, Group]>([
    ['a line break', { ...connect, headers: [header('A', 'b\r\nC: d')] }],
    ['a space at an end', { ...connect, headers: [header('A', 'b ')] }],
    ['a character above U+00FF', { ...connect, headers: [header('A', '\u0142')] }],
    ['a version before 0.6', { ...connect, version: { major: 0, minor: 4 } }],
    ['a status of two digits', { type: 'Answer', version, status: 99, reason: '', headers: [] }],
    ['a reason with spaces around', { type: 'Answer', version, status: 200, reason: ' OK', headers: [] }],
  ])('refuses %s', (_what, group) => {
    expect(() => encodeGroup(group)).toThrow(WireError);
  });
});

describe('the handshake of one partner', () => {
  const ping: Descriptor = {
    ...{ type: 'Ping', guid: new Uint8Array(16).fill(10), ttl: 1, hops: 0 },
    extension: new Uint8Array(0),
  };
  const text = (bytes: Uint8Array) => String.fromCharCode(...bytes);
  const descriptors = text(encodeDescriptor(ping)).repeat(2);

  function valuesOf(partner: Side, ...chunks: Uint8Array[]): (Group | Descriptor)['type'][] {
    const decoder = new ConnectionDecoder(partner);
    const types: (Group | Descriptor)['type'][] = [];
    for (const chunk of chunks) decoder.push(chunk, ({ type }) => types.push(type));
    decoder.end();
    return types;
  }

  it.each<[Side, string, string[]]>([
    ['initiator', sample.connect + sample.confirm, ['Connect', 'Answer']],
    ['acceptor', sample.answer, ['Answer']],
  ])('of the %s leaves the bytes after it to the descriptors', (partner, groups, types) => {
    const bytes = bytesOf(groups + descriptors);
    for (let cut = 0; cut <= bytes.length; cut++)
      expect(valuesOf(partner, bytes.subarray(0, cut), bytes.subarray(cut))).toEqual([
        ...types,
        ...['Ping', 'Ping'],
      ]);
    const handshake = new HandshakeDecoder(partner);
    expect(handshake.push(bytes, () => undefined)).toBe(groups.length);
    expect([handshake.isOpen, handshake.refusal]).toEqual([true, undefined]);
  });

  it('ends with a status that is not 200', () => {
    const refusal = bytesOf('GNUTELLA/0.6 503 Busy\r\n\r\nmore bytes');
    expect(valuesOf('acceptor', refusal)).toEqual(['Answer']);
    const handshake = new HandshakeDecoder('acceptor');
    expect(handshake.push(refusal, () => undefined)).toBe(refusal.length);
    expect([handshake.isOpen, handshake.refusal]).toEqual([false, 503]);
  });

  it.each<[Side, string, string]>([
    ['initiator', sample.answer, 'Group 1 of the handshake is of type Answer, but must be of type Connect.'],
    ['acceptor', sample.connect, 'Group 1 of the handshake is of type Connect, but must be of type Answer.'],
    ['initiator', sample.connect + sample.connect, 'Group 2 of the handshake is of type Connect'],
    ['initiator', sample.connect, 'ends after 1 groups of the handshake, but this partner sends 2'],
    ['acceptor', '', 'ends after 0 groups'],
    ['acceptor', `${sample.answer}\0`, 'inside the descriptor that starts at byte 0'],
  ])('of the %s refuses %j', (partner, bytes, message) => {
    expect(() => valuesOf(partner, bytesOf(bytes))).toThrow(message);
  });
});

describe('the headers of the ultrapeer system', () => {
  const featuresOf = (...lines: string[]) =>
    linkFeatures(groupOf(['GNUTELLA/0.6 200 OK', ...lines, '', ''].join('\r\n')));

  it('are read in any case', () => {
    const features = featuresOf(
      'x-ultrapeer: TRUE',
      'X-Ultrapeer-Needed: no',
      'X-Query-Routing: 0.1',
      'X-Try-Ultrapeers: 192.0.2.77:9000, 192.0.2.40,24.98.97.155:6348 2004-12-18T23:47Z',
    );
    expect(features).toEqual({
      ...{ ultrapeer: true, ultrapeerNeeded: false, queryRouting: { major: 0, minor: 1 } },
      tryUltrapeers: [
        { address: 0xc000024d, port: 9_000 },
        { address: 0xc0000228, port: 6_346 },
        { address: 0x1862619b, port: 6_348 },
      ],
    });
  });

  it('are undefined where they are absent or malformed', () => {
    const absent = { ultrapeer: undefined, ultrapeerNeeded: undefined, queryRouting: undefined };
    expect(featuresOf()).toEqual({ ...absent, tryUltrapeers: [] });
    expect(
      featuresOf(
        ...['X-Ultrapeer: perhaps', 'X-Ultrapeer-Needed: 1', 'X-Query-Routing: new'],
        'X-Try-Ultrapeers: 1.2.3, 256.1.1.1, host:1, 1.2.3.4:0, 1.2.3.4:65536, 1.2.3.4:1',
      ),
    ).toEqual({ ...absent, tryUltrapeers: [{ address: 0x01020304, port: 1 }] });
  });
});
