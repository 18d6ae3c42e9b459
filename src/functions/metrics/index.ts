import type { FunctionDeclaration } from '../declaration.ts';
import { histogramQuantile } from './histogram-quantile.ts';
import { delta, idelta, increase, irate, rate } from './rates.ts';
import { seriesRates } from './series-rates.ts';

export const metricFunctions: readonly FunctionDeclaration[] = [rate, increase, irate, delta, idelta, histogramQuantile, ...seriesRates];
