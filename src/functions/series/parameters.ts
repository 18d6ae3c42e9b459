import type { ParameterDocs } from '../declaration.ts';

/** The times of the points, where a function takes them. */
export const timesParameter = {
  'times?': {
    description: 'the time of each point, TIMESTAMP or BIGINT, in any order',
    unit: 'nanoseconds since 1970',
    default: 'points are evenly spaced',
  },
} as const satisfies ParameterDocs;

/** The same for functions that read the times of a `make-series` row themselves. */
export const impliedTimesParameter = {
  'times?': { ...timesParameter['times?'], default: 'the times of make-series, else points are evenly spaced' },
} as const satisfies ParameterDocs;

export const valuesParameter = { values: 'one number per point; NULL and NaN are missing values' } as const satisfies ParameterDocs;

export const optionsParameter = {
  'options?': { description: 'a JSON object of the options below', default: "'{}'" },
} as const satisfies ParameterDocs;

/** The parameters of most functions that judge a series. */
export const seriesParameters = { ...timesParameter, ...valuesParameter, ...optionsParameter } as const satisfies ParameterDocs;
