import type { FunctionDeclaration } from '../declaration.ts';
import { seriesDecompositions } from './decompose.ts';
import { seriesDecomposeAnomalies } from './decompose-anomalies.ts';
import { seriesDrilldown } from './drilldown.ts';
import { elementwise } from './elementwise.ts';
import { seriesFillBackward, seriesFillConst, seriesFillForward, seriesFillLinear } from './fill.ts';
import { seriesFilters } from './filters.ts';
import { seriesFits } from './fits.ts';
import { seriesOutliers } from './outliers.ts';
import { seriesStatistics } from './statistics.ts';

export const seriesFunctions: readonly FunctionDeclaration[] = [
  seriesDecomposeAnomalies,
  seriesDrilldown,
  ...seriesDecompositions,
  seriesOutliers,
  ...seriesStatistics,
  ...seriesFits,
  ...seriesFilters,
  seriesFillForward,
  seriesFillBackward,
  seriesFillConst,
  seriesFillLinear,
  ...elementwise,
];
