import { invalidArgument } from '../../diagnostics/row-error.ts';
import { varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';
import { type Address, formatAddress, parseHostAddress } from './address.ts';

/** The address of a string. @throws RowError where it is not one. */
export function addressOf(source: string): Address {
  return parseHostAddress(source) ?? invalidArgument(`'${source.slice(0, 60)}' is not an IP address`);
}

/** What a parameter that takes an address says about itself. */
export const addressParameter = 'an IPv4 or IPv6 address; a port, brackets and the zone of a link are left out';

export const ipNormalize = defineScalar({
  name: 'ip_normalize',
  category: 'ip',
  summary:
    'An address in the one way to write it, so that equal addresses are equal strings: IPv6 as in RFC 5952, a mapped IPv4 address as IPv4.',
  parameters: { address: addressParameter },
  examples: [
    { call: "ip_normalize('10.0.0.1:8080')", result: "'10.0.0.1'" },
    { call: "ip_normalize('[2001:DB8:0:0::1]:443')", result: "'2001:db8::1'" },
    { call: "ip_normalize('fe80::1%eth0')", result: "'fe80::1'" },
    { call: "ip_normalize('::ffff:10.1.2.3')", result: "'10.1.2.3'" },
    { call: "ip_normalize('-')", error: 'SPL2107' },
  ],
  overloads: [overload({ params: [varchar], returns: varchar, row: (text) => formatAddress(addressOf(text)) })],
});
