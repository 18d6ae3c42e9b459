import type { FunctionDeclaration } from '../declaration.ts';
import { seriesChangepoints } from './changepoints.ts';
import { cluster } from './cluster.ts';
import { correlation } from './correlation.ts';
import { seriesDecompositions } from './decompose.ts';
import { seriesDecomposeAnomalies } from './decompose-anomalies.ts';
import { seriesDescribe } from './describe.ts';
import { seriesDrilldown } from './drilldown.ts';
import { elementwise } from './elementwise.ts';
import { seriesFillBackward, seriesFillConst, seriesFillForward, seriesFillLinear } from './fill.ts';
import { seriesFilters } from './filters.ts';
import { seriesFits } from './fits.ts';
import { seriesForecast } from './forecast.ts';
import { seriesOutliers } from './outliers.ts';
import { seriesPatternAnomalies } from './pattern-anomalies.ts';
import { seriesStatistics } from './statistics.ts';

export const seriesFunctions: readonly FunctionDeclaration[] = [
  seriesDecomposeAnomalies,
  seriesDrilldown,
  seriesForecast,
  seriesPatternAnomalies,
  seriesDescribe,
  seriesChangepoints,
  cluster,
  correlation,
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
