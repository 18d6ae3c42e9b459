import { boolean, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, type FunctionDeclaration, overload } from '../declaration.ts';
import { contains, parseSubnet, type Subnet } from './address.ts';
import { addressOf, addressParameter } from './ip-normalize.ts';

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
];
let parsedSubnets: readonly Subnet[] | undefined;

const isPrivate = (text: string): boolean => {
  parsedSubnets ??= privateSubnets.map((subnet) => parseSubnet(subnet)!);
  const own = addressOf(text);
  return parsedSubnets.some((range) => contains(range, own));
};

export const privateIpFunctions: readonly FunctionDeclaration[] = [
  defineScalar({
    name: 'is_private_ip',
    category: 'ip',
    summary: 'Whether an address is private, of this machine, or of this link, and so not routed on the public internet.',
    parameters: { address: addressParameter },
    examples: [
      { call: "is_private_ip('192.168.0.1')", result: 'true' },
      { call: "is_private_ip('[fe80::1%eth0]:443')", result: 'true' },
      { call: "is_private_ip('localhost')", error: 'SPL2107' },
    ],
    overloads: [overload({ params: [varchar], returns: boolean, row: isPrivate })],
  }),
  defineScalar({
    name: 'ip_to_domain',
    category: 'ip',
    summary: "'intranet' for an address that is_private_ip calls private, 'internet' for any other.",
    parameters: { address: addressParameter },
    examples: [{ call: "ip_to_domain('8.8.8.8')", result: "'internet'" }],
    overloads: [overload({ params: [varchar], returns: varchar, row: (text) => (isPrivate(text) ? 'intranet' : 'internet') })],
  }),
];
