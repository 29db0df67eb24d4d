import { describe, expect, it } from 'vitest';
import { callable, isNetwork } from '../../src/webhooks/addresses.ts';
import { faultOfUrl } from '../../src/webhooks/post.ts';

const NOWHERE = [
  ...['0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '127.9.9.9', '169.254.169.254'],
  ...['172.16.0.1', '172.31.255.255', '192.0.0.192', '192.168.1.1', '198.18.0.1', '224.0.0.1'],
  ...['255.255.255.255', '::', '::1', 'fe80::1', 'fe80::1%eth0', 'fc00::1', 'fd00:ec2::254'],
  ...['ff02::1', '::ffff:127.0.0.1', '::ffff:a00:1', '::ffff:169.254.169.254', '::127.0.0.1'],
  ...['64:ff9b::10.0.0.1', '64:ff9b:1::1', '2001::1', '2001:db8::1', '2002:7f00:1::', '100::1'],
  ...['fec0::1', 'localhost', '', 'example.org'],
];

describe('an address', () => {
  const mayCall = callable([]);

  it.each(NOWHERE)('that is not on the internet is not called: %s', (address) => {
    expect(mayCall(address, true)).toBe(false);
    expect(mayCall(address, false)).toBe(false);
  });

  it.each(['93.184.216.34', '2606:2800:220:1::1', '::ffff:93.184.216.34', '172.32.0.1'])(
    'that is public is called over TLS alone: %s',
    (address) => {
      expect(mayCall(address, true)).toBe(true);
      expect(mayCall(address, false)).toBe(false);
    },
  );

  it('in an allowed network is called over TLS, and without it on loopback alone', () => {
    const allowed = callable(['10.2.0.0/16', '127.0.0.0/8', '::1/128', '93.0.0.0/8']);
    for (const address of ['10.2.3.4', '::ffff:10.2.3.4', '127.0.0.1', '::1']) {
      expect(allowed(address, true), address).toBe(true);
    }
    expect(allowed('10.3.0.1', true)).toBe(false);
    const plain = ['127.0.0.1', '::1', '::ffff:127.0.0.1', '10.2.3.4', '93.184.216.34'];
    expect(plain.map((address) => allowed(address, false))).toEqual([
      ...[true, true, true, false, false],
    ]);
  });

  it('of a network is told from what is none', () => {
    const good = ['10.0.0.0/8', '::1/128', '0.0.0.0/0', 'fd00::/8'];
    const bad = [
      '10.0.0.0',
      '10.0.0.0/33',
      '10.0/8',
      '::/129',
      'a/8',
      '10.0.0.0/8/8',
      'fe80::%1/8',
    ];
    expect(good.filter((text) => !isNetwork(text))).toEqual([]);
    expect(bad.filter(isNetwork)).toEqual([]);
  });
});

describe('a URL', () => {
  const mayCall = callable([]);

  it.each([
    'https://user:secret@hooks.example.org/',
    'http://hooks.example.org/',
    'ftp://hooks.example.org/',
    'https://hooks.example.org/#part',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://017700000001/',
    'https://[::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://169.254.169.254/latest/meta-data',
    '/tasks',
  ])('that may not be a receiver’s is refused: %s', (url) => {
    expect(faultOfUrl(url, mayCall)).toEqual(expect.any(String));
  });

  it('is taken where it is https to a name or a public address, or loopback that is allowed', () => {
    expect(faultOfUrl('https://hooks.example.org:8443/a?b=c', mayCall)).toBeUndefined();
    expect(faultOfUrl('https://93.184.216.34/', mayCall)).toBeUndefined();
    const allowed = callable(['127.0.0.0/8']);
    expect(faultOfUrl('http://127.0.0.1:8080/tasks', allowed)).toBeUndefined();
    expect(faultOfUrl('http://localhost:8080/tasks', allowed)).toBeUndefined();
    // It would be refused each time that it is called.
    expect(faultOfUrl('http://hooks.example.org/', allowed)).toBe('it is not https');
  });
});
