import { bigint, varbinary, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';
import { pointLength } from './code-points.ts';

export const length = defineScalar({
  name: 'length',
  category: 'string',
  summary: 'The number of characters of a string, or of bytes.',
  parameters: { string: 'a string or bytes' },
  examples: [
    { call: "length('naïve')", result: '5' },
    { call: 'length(null)', result: 'NULL' },
  ],
  overloads: [
    overload({ params: [varchar], returns: bigint, row: (text) => BigInt(pointLength(text)) }),
    overload({ params: [varbinary], returns: bigint, row: (bytes) => BigInt(bytes.length) }),
  ],
});
