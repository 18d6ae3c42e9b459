import { invalidArgument } from '../../diagnostics/row-error.ts';
import { arrayOf, bigint, boolean, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, type FunctionDeclaration, overload } from '../declaration.ts';
import { type Address, contains, formatAddress, parseAddress, parseSubnet, type Subnet, subnetOf } from './address.ts';

const address = (text: string): Address => parseAddress(text) ?? invalidArgument(`'${text.slice(0, 60)}' is no IP address`);
const subnet = (text: string): Subnet => parseSubnet(text) ?? invalidArgument(`'${text.slice(0, 60)}' is no subnet such as 10.0.0.0/8`);

/** Addresses that are not routed on the public internet (RFC 1918, 3927, 4193, 4291, 6598, 1122). */
const privateSubnets = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '100.64.0.0/10',
  '::1/128',
  'fc00::/7',
  'fe80::/10',
].map((text) => parseSubnet(text)!);

const isPrivate = (text: string): boolean => {
  const own = address(text);
  return privateSubnets.some((range) => contains(range, own));
};

/** A function of a subnet that gives one of its addresses. */
function edge(name: string, which: string, result: string, pick: (range: Subnet) => Address): FunctionDeclaration {
  return defineScalar({
    name,
    category: 'ip',
    summary: `The ${which} address of a subnet.`,
    parameters: ['subnet'],
    examples: [{ call: `${name}('192.168.1.1/24')`, result }],
    overloads: [overload({ params: [varchar], returns: varchar, row: (text) => formatAddress(pick(subnet(text))) })],
  });
}

export const cidrFunctions: readonly FunctionDeclaration[] = [
  defineScalar({
    name: 'cidr_contains',
    aliases: ['is_subnet_of'],
    category: 'ip',
    summary: 'Whether an address, IPv4 or IPv6, or a smaller subnet lies in a subnet.',
    parameters: ['subnet', 'address'],
    examples: [
      { call: "cidr_contains('10.0.0.0/8', '10.1.2.3')", result: 'true' },
      { call: "cidr_contains('2001:db8::/32', '2001:db9::1')", result: 'false' },
    ],
    overloads: [
      overload({
        params: [varchar, varchar],
        returns: boolean,
        row(text, other) {
          const range = subnet(text);
          if (!other.includes('/')) return contains(range, address(other));
          const inner = subnet(other);
          return contains(range, inner.first) && contains(range, inner.last);
        },
      }),
    ],
  }),
  defineScalar({
    name: 'is_prefix_subnet_of',
    category: 'ip',
    summary: 'Whether the second subnet lies in the first.',
    parameters: ['subnet', 'other'],
    examples: [{ call: "is_prefix_subnet_of('192.168.0.0/16', '192.168.1.0/24')", result: 'true' }],
    overloads: [
      overload({
        params: [varchar, varchar],
        returns: boolean,
        row: (text, other) => contains(subnet(text), subnet(other).first) && contains(subnet(text), subnet(other).last),
      }),
    ],
  }),
  defineScalar({
    name: 'is_private_ip',
    category: 'ip',
    summary: 'Whether an address is private, of this machine, or of this link, and so not routed on the public internet.',
    parameters: ['address'],
    examples: [{ call: "is_private_ip('192.168.0.1')", result: 'true' }],
    overloads: [overload({ params: [varchar], returns: boolean, row: isPrivate })],
  }),
  defineScalar({
    name: 'ip_to_domain',
    category: 'ip',
    summary: "'intranet' for a private address, 'internet' for any other.",
    parameters: ['address'],
    examples: [{ call: "ip_to_domain('8.8.8.8')", result: "'internet'" }],
    overloads: [overload({ params: [varchar], returns: varchar, row: (text) => (isPrivate(text) ? 'intranet' : 'internet') })],
  }),
  defineScalar({
    name: 'ip_prefix',
    category: 'ip',
    summary: 'The subnet of an address with so many leading bits.',
    parameters: ['address', 'bits'],
    examples: [{ call: "ip_prefix('192.168.1.77', 24)", result: "'192.168.1.0/24'" }],
    overloads: [
      overload({
        params: [varchar, bigint],
        returns: varchar,
        row(text, bits) {
          const own = address(text);
          if (bits < 0n || bits > BigInt(own.bits)) invalidArgument(`an address of this kind has 0 to ${own.bits} bits`);
          return `${formatAddress(subnetOf(own, Number(bits)).first)}/${bits}`;
        },
      }),
    ],
  }),
  edge('ip_subnet_min', 'first', "'192.168.1.0'", (range) => range.first),
  edge('ip_subnet_max', 'last', "'192.168.1.255'", (range) => range.last),
  defineScalar({
    name: 'ip_subnet_range',
    category: 'ip',
    summary: 'The first and the last address of a subnet.',
    parameters: ['subnet'],
    examples: [{ call: "ip_subnet_range('192.168.1.1/24')", result: "['192.168.1.0', '192.168.1.255']" }],
    overloads: [
      overload({
        params: [varchar],
        returns: arrayOf(varchar),
        row: (text) => [formatAddress(subnet(text).first), formatAddress(subnet(text).last)],
      }),
    ],
  }),
];
