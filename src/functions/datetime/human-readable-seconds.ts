import { invalidArgument } from '../../diagnostics/row-error.ts';
import { double, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

const steps = [
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

export const humanReadableSeconds = defineScalar({
  name: 'human_readable_seconds',
  category: 'datetime',
  summary: 'The size of a number of seconds in words, rounded to whole seconds; the sign is left out.',
  parameters: { seconds: { description: 'a finite number of seconds', unit: 'seconds' } },
  examples: [
    { call: 'human_readable_seconds(3762)', result: "'1 hour, 2 minutes, 42 seconds'" },
    { call: 'human_readable_seconds(0)', result: "'0 seconds'" },
    { call: 'human_readable_seconds(infinity())', error: 'SPL2107' },
  ],
  overloads: [
    overload({
      params: [double],
      returns: varchar,
      row(seconds) {
        if (!Number.isFinite(seconds)) invalidArgument('the seconds are not finite');
        let left = Math.round(Math.abs(seconds));
        const words: string[] = [];
        for (const [name, size] of steps) {
          const count = Math.floor(left / size);
          left -= count * size;
          if (count > 0) words.push(`${count} ${name}${count === 1 ? '' : 's'}`);
        }
        return words.length === 0 ? '0 seconds' : words.join(', ');
      },
    }),
  ],
});
