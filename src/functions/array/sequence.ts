import { invalidArgument } from '../../diagnostics/row-error.ts';
import { arrayOf, bigint, date, intervalDay, intervalMonth, timestamp } from '../../types/type-descriptor.ts';
import { addMonths, nanosPerDay, shiftByInterval, shiftByMonths } from '../datetime/calendar.ts';
import { defineScalar, overload } from '../declaration.ts';

const largest = 10_000;

function sequenceOf(from: bigint, to: bigint, step: bigint): bigint[] {
  if (step === 0n) invalidArgument('the step is zero');
  if (step > 0n ? from > to : from < to) invalidArgument('the step leads away from the end');
  const count = (to - from) / step + 1n;
  if (count > BigInt(largest)) invalidArgument(`at most ${largest} elements`);
  return Array.from({ length: Number(count) }, (_, i) => from + BigInt(i) * step);
}

/** Times from one to another in steps of days or months of the calendar, each counted from the first. */
function stepsFrom<V extends bigint | number>(from: V, to: V, step: number, at: (count: number) => V): V[] {
  if (step === 0) invalidArgument('the step is zero');
  if (step > 0 ? from > to : from < to) invalidArgument('the step leads away from the end');
  const found: V[] = [];
  for (let next = from; step > 0 ? next <= to : next >= to; next = at(found.length * step)) {
    if (found.length >= largest) invalidArgument(`more than ${largest} elements`);
    found.push(next);
  }
  return found;
}

export const sequence = defineScalar({
  name: 'sequence',
  category: 'array',
  summary: 'The whole numbers, days or times from one to another, both included, in steps of numbers or intervals.',
  parameters: {
    from: 'the first',
    to: 'the last at most',
    'step?': { description: 'the distance of neighbours, not zero and towards the end', default: '1 or -1' },
  },
  examples: [
    { call: 'sequence(1, 4)', result: '[1, 2, 3, 4]' },
    { call: 'sequence(5, 1, -2)', result: '[5, 3, 1]' },
    { call: 'sequence(1, 5, -1)', error: 'SPL2107' },
  ],
  overloads: [
    overload({
      params: [bigint, bigint],
      returns: arrayOf(bigint),
      row: (from, to) => sequenceOf(from, to, from <= to ? 1n : -1n),
    }),
    overload({ params: [bigint, bigint, bigint], returns: arrayOf(bigint), row: sequenceOf }),
    overload({
      params: [date, date],
      returns: arrayOf(date),
      row: (from, to) => sequenceOf(BigInt(from), BigInt(to), from <= to ? 1n : -1n).map(Number),
    }),
    overload({
      params: [timestamp, timestamp, intervalDay],
      returns: arrayOf(timestamp),
      prepare:
        ({ timeZone }) =>
        (from, to, step) =>
          step % nanosPerDay === 0n
            ? stepsFrom(from, to, Number(step / nanosPerDay), (count) => shiftByInterval(from, BigInt(count) * nanosPerDay, timeZone))
            : sequenceOf(from, to, step),
    }),
    overload({
      params: [timestamp, timestamp, intervalMonth],
      returns: arrayOf(timestamp),
      prepare:
        ({ timeZone }) =>
        (from, to, step) =>
          stepsFrom(from, to, step, (count) => shiftByMonths(from, count, timeZone)),
    }),
    overload({
      params: [date, date, intervalDay],
      returns: arrayOf(date),
      row(from, to, step) {
        if (step % nanosPerDay !== 0n) invalidArgument('dates go in steps of whole days');
        return sequenceOf(BigInt(from), BigInt(to), step / nanosPerDay).map(Number);
      },
    }),
    overload({
      params: [date, date, intervalMonth],
      returns: arrayOf(date),
      row: (from, to, step) => stepsFrom(from, to, step, (count) => addMonths(from, count)),
    }),
  ],
});
