import { bigint, varbinary, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';
import { pointLength } from './code-points.ts';

export const length = defineScalar({
  name: 'length',
  category: 'string',
  summary: 'The number of characters of a text, or of bytes.',
  parameters: ['text'],
  examples: [{ call: "length('naïve')", result: '5' }],
  overloads: [
    overload({ params: [varchar], returns: bigint, row: (text) => BigInt(pointLength(text)) }),
    overload({ params: [varbinary], returns: bigint, row: (bytes) => BigInt(bytes.length) }),
  ],
});
