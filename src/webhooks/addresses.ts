/**
 * Which addresses a webhook may be sent to: public ones, and what a setting allows besides.
 */
import { BlockList, isIP, isIPv4 } from 'node:net';

/** Whether a request may be sent to this address (not a name); `secure`: over TLS. */
export type MayCall = (address: string, secure: boolean) => boolean;

/** IANA's special-purpose addresses: none of them is a receiver on the internet. */
const SPECIAL = listOf([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  // Within 2000::/3: protocols and tunnels, documentation, 6to4.
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
]);

/** Of IPv6 this alone is given out; loopback, link-local, unique-local, multicast, NAT64 are outside. */
const GIVEN_OUT = listOf(['2000::/3']);

const LOOPBACK = listOf(['127.0.0.0/8', '::1/128']);

/**
 * Public addresses over TLS, and those in the networks of `allow` besides. Without TLS only loopback, and
 * only where it is allowed. An IPv4 address in the clothes of an IPv6 one counts as what it is.
 */
export function callable(allow: readonly string[]): MayCall {
  const allowed = listOf(allow);
  return (given, secure) => {
    const address = plainAddress(given);
    if (address === undefined) return false;
    if (has(allowed, address)) return secure || has(LOOPBACK, address);
    return secure && isPublic(address);
  };
}

/** Whether this is a network in CIDR form, such as `10.0.0.0/8` or `::1/128`. */
export function isNetwork(text: string): boolean {
  return partsOf(text) !== undefined;
}

function isPublic(address: string): boolean {
  return (isIPv4(address) || has(GIVEN_OUT, address)) && !has(SPECIAL, address);
}

/** The address as it is routed; `undefined` for what is no address, or has a zone. */
function plainAddress(address: string): string | undefined {
  if (isIP(address) !== 6) return isIPv4(address) ? address : undefined;
  if (address.includes('%')) return undefined;
  // The one form of many: `::ffff:7f00:1`.
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical);
  if (mapped === null) return canonical;
  const [high, low] = mapped.slice(1).map((part) => Number.parseInt(part, 16));
  const bytes = [high ?? 0, low ?? 0].flatMap((part) => [part >> 8, part & 255]);
  return bytes.join('.');
}

function has(list: BlockList, address: string): boolean {
  return list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const parts = partsOf(network);
    if (parts === undefined) throw new Error(`${network} is no network.`);
    list.addSubnet(parts.address, parts.prefix, isIPv4(parts.address) ? 'ipv4' : 'ipv6');
  }
  return list;
}

function partsOf(text: string): { readonly address: string; readonly prefix: number } | undefined {
  const [address = '', length = '', ...more] = text.split('/');
  const family = isIP(address);
  const prefix = /^\d{1,3}$/.test(length) ? Number(length) : Number.NaN;
  const fits = prefix <= (family === 4 ? 32 : 128);
  return family !== 0 && fits && more.length === 0 && !address.includes('%')
    ? { address, prefix }
    : undefined;
}
