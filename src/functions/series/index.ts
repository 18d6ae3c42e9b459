import type { FunctionDeclaration } from '../declaration.ts';
import { seriesDecomposeAnomalies } from './decompose-anomalies.ts';
import { seriesDrilldown } from './drilldown.ts';

export const seriesFunctions: readonly FunctionDeclaration[] = [seriesDecomposeAnomalies, seriesDrilldown];
