import { arrayOf, bigint, boolean, double, optional, T, type TypeDescriptor } from '../../types/type-descriptor.ts';
import { valueKey } from '../../types/values.ts';
import { type CallSite, defineScalar, type Overload, overload } from '../declaration.ts';

type Cells = readonly unknown[];
type Gap = (value: unknown) => boolean;

/** What counts as a gap: NULL and NaN, or the placeholder if there is one that is not NULL. */
function gapOf({ types }: CallSite, placeholder: unknown): Gap {
  if (placeholder === undefined || placeholder === null) return (value) => value === null || Number.isNaN(value);
  const key = valueKey((types[0] as { readonly element: CallSite['returns'] }).element);
  const wanted = key(placeholder);
  return (value) => value !== null && Object.is(key(value), wanted);
}

const keep = (value: unknown): unknown => (Number.isNaN(value) ? null : value);

/** The overloads of a fill that keeps the type of the elements. */
function overloads(fill: (values: Cells, gap: Gap) => unknown[]): Overload[] {
  const prepare = (call: CallSite) => (values: Cells | null, placeholder?: unknown) => values && fill(values, gapOf(call, placeholder));
  return [overload({ params: [arrayOf(T), optional(T)], returns: arrayOf(T), prepare })];
}

const seriesParameter = { series: 'an array of values, gaps among them' };
const placeholder = { 'placeholder?': { description: 'the value that marks a gap', default: 'NULL and NaN mark gaps' } };

function forward(values: Cells, gap: Gap): unknown[] {
  let last: unknown = null;
  return values.map((value) => {
    if (!gap(value)) last = value;
    return gap(value) && last === null ? keep(value) : last;
  });
}

export const seriesFillForward = defineScalar({
  name: 'series_fill_forward',
  category: 'series',
  summary: 'Fills every gap with the last value before it; gaps at the start stay (KQL).',
  parameters: { ...seriesParameter, ...placeholder },
  nulls: 'called',
  examples: [
    { call: 'series_fill_forward(array[null, 36, 41, null, null, 16])', result: '[NULL, 36, 41, 41, 41, 16]' },
    { call: 'series_fill_forward(array[1, 0, 3], 0)', result: '[1, 1, 3]' },
  ],
  overloads: overloads(forward),
});

export const seriesFillBackward = defineScalar({
  name: 'series_fill_backward',
  category: 'series',
  summary: 'Fills every gap with the next value after it; gaps at the end stay (KQL).',
  parameters: { ...seriesParameter, ...placeholder },
  nulls: 'called',
  examples: [{ call: 'series_fill_backward(array[111, null, 36, null])', result: '[111, 36, 36, NULL]' }],
  overloads: overloads((values, gap) => forward(values.toReversed(), gap).reverse()),
});

const fillConst = (call: CallSite) => (values: Cells | null, value: unknown, placeholder?: unknown) => {
  const gap = gapOf(call, placeholder);
  return values && values.map((cell) => (gap(cell) ? value : cell));
};

export const seriesFillConst = defineScalar({
  name: 'series_fill_const',
  category: 'series',
  summary: 'Fills every gap with a constant (KQL).',
  parameters: { ...seriesParameter, value: 'the constant', ...placeholder },
  nulls: 'called',
  examples: [
    { call: 'series_fill_const(array[111, null, 36], -1)', result: '[111, -1, 36]' },
    { call: 'series_fill_const(array[111, 0, 36], 7, 0)', result: '[111, 7, 36]' },
  ],
  overloads: [overload({ params: [arrayOf(T), T, optional(T)], returns: arrayOf(T), prepare: fillConst })],
});

interface LinearFill {
  readonly edges: boolean;
  readonly constant: unknown;
  /** The value `step` of `steps` points after `left`. */
  readonly between: (left: unknown, right: unknown, step: number, steps: number) => unknown;
}

function linear(values: Cells, gap: Gap, { edges, constant, between }: LinearFill): unknown[] {
  const out = values.map(keep);
  const known = [...values.keys()].filter((i) => !gap(values[i]));
  if (known.length === 0) return constant === null ? out : out.map(() => constant);
  known.forEach((right, k) => {
    const left = known[k - 1];
    if (left !== undefined) for (let i = left + 1; i < right; i++) out[i] = between(values[left], values[right], i - left, right - left);
  });
  if (edges) {
    out.fill(values[known[0]!], 0, known[0]!);
    out.fill(values[known.at(-1)!], known.at(-1)! + 1);
  }
  return out;
}

function linearOverload(element: TypeDescriptor, zero: unknown, between: LinearFill['between']): Overload {
  return {
    params: [arrayOf(element), optional(element), optional(boolean), optional(element)],
    returns: arrayOf(element),
    prepare:
      (call: CallSite) =>
      (...args: readonly unknown[]) => {
        const [values, placeholder, edges = true, constant = zero] = args as [Cells | null, unknown, boolean | null | undefined, unknown];
        return values && linear(values, gapOf(call, placeholder), { edges: edges ?? true, constant, between });
      },
  };
}

export const seriesFillLinear = defineScalar({
  name: 'series_fill_linear',
  category: 'series',
  summary: 'Fills gaps between values by linear interpolation; integers are truncated (KQL).',
  parameters: {
    ...seriesParameter,
    ...placeholder,
    'fill_edges?': { description: 'whether gaps at the ends take the nearest value', default: 'true' },
    'constant?': { description: 'what an array of nothing but gaps is filled with', default: '0' },
  },
  nulls: 'called',
  examples: [
    { call: 'series_fill_linear(array[null, 111.0, null, 36.0, null])', result: '[111.0, 111.0, 73.5, 36.0, 36.0]' },
    { call: 'series_fill_linear(array[null, 111, null, 36], null, false)', result: '[NULL, 111, 73, 36]' },
  ],
  overloads: [
    linearOverload(bigint, 0n, (left, right, step, steps) => {
      const a = left as bigint;
      return (a * BigInt(steps) + ((right as bigint) - a) * BigInt(step)) / BigInt(steps);
    }),
    linearOverload(double, 0, (left, right, step, steps) => (left as number) + (((right as number) - (left as number)) * step) / steps),
  ],
});
