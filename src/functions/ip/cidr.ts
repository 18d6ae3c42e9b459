import { invalidArgument } from '../../diagnostics/row-error.ts';
import { arrayOf, bigint, boolean, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, type FunctionDeclaration, overload } from '../declaration.ts';
import { type Address, contains, formatAddress, parseSubnet, type Subnet, subnetOf } from './address.ts';
import { addressOf, addressParameter } from './ip-normalize.ts';

function subnet(text: string): Subnet {
  return parseSubnet(text) ?? invalidArgument(`'${text.slice(0, 60)}' is not a subnet such as 10.0.0.0/8`);
}

function checkSubnet(text: string): undefined {
  subnet(text);
}

const subnetParameter = 'an IPv4 or IPv6 address, a slash and the number of its leading bits, such as 10.0.0.0/8';

/** A function of a subnet that gives one of its addresses. */
function edge(name: string, which: string, result: string, pick: (range: Subnet) => Address): FunctionDeclaration {
  return defineScalar({
    name,
    category: 'ip',
    summary: `The ${which} address of a subnet.`,
    parameters: { subnet: subnetParameter },
    examples: [
      { call: `${name}('192.168.1.1/24')`, result },
      { call: `${name}('192.168.1.1')`, error: 'SPL2107' },
    ],
    overloads: [overload({ params: [varchar], returns: varchar, row: (text) => formatAddress(pick(subnet(text))) })],
  });
}

export const cidrFunctions: readonly FunctionDeclaration[] = [
  defineScalar({
    name: 'cidr_contains',
    aliases: ['is_subnet_of'],
    category: 'ip',
    summary: 'Whether an address, IPv4 or IPv6, or a smaller subnet lies in a subnet.',
    parameters: { subnet: subnetParameter, address: `${addressParameter}; or a subnet` },
    examples: [
      { call: "cidr_contains('10.0.0.0/8', '10.1.2.3')", result: 'true' },
      { call: "cidr_contains('2001:db8::/32', '2001:db9::1')", result: 'false' },
      { call: "cidr_contains('::ffff:10.0.0.0/104', '10.1.2.3:443')", result: 'true' },
      { call: "cidr_contains('10.0.0.0', '10.1.2.3')", error: 'SPL2107' },
    ],
    overloads: [
      overload({
        params: [varchar, varchar],
        returns: boolean,
        checks: [checkSubnet],
        row(text, other) {
          const range = subnet(text);
          if (!other.includes('/')) return contains(range, addressOf(other));
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
    parameters: { subnet: subnetParameter, other: 'the subnet that may lie in it' },
    examples: [{ call: "is_prefix_subnet_of('192.168.0.0/16', '192.168.1.0/24')", result: 'true' }],
    overloads: [
      overload({
        params: [varchar, varchar],
        returns: boolean,
        checks: [checkSubnet, checkSubnet],
        row: (text, other) => contains(subnet(text), subnet(other).first) && contains(subnet(text), subnet(other).last),
      }),
    ],
  }),
  defineScalar({
    name: 'ip_prefix',
    category: 'ip',
    summary: 'The subnet of an address with so many leading bits.',
    parameters: { address: addressParameter, bits: { description: 'how many leading bits', unit: 'bits, 0 to 32 or 128' } },
    examples: [
      { call: "ip_prefix('192.168.1.77', 24)", result: "'192.168.1.0/24'" },
      { call: "ip_prefix('192.168.1.77', 33)", error: 'SPL2107' },
    ],
    overloads: [
      overload({
        params: [varchar, bigint],
        returns: varchar,
        row(text, bits) {
          const own = addressOf(text);
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
    parameters: { subnet: subnetParameter },
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
