import { averagePrecisionAt } from "./metrics/average-precision-at.js"
import { explainedVariance } from "./metrics/explained-variance.js"
import { hitRate } from "./metrics/hit-rate.js"
import { icDecay } from "./metrics/ic-decay.js"
import { kendallTau } from "./metrics/kendall-tau.js"
import { longShortSpread } from "./metrics/long-short-spread.js"
import { mae } from "./metrics/mae.js"
import { mape } from "./metrics/mape.js"
import { maxError } from "./metrics/max-error.js"
import { medianAbsoluteError } from "./metrics/median-absolute-error.js"
import { mse } from "./metrics/mse.js"
import { ndcg, ndcgByGroup } from "./metrics/ndcg.js"
import { pearson } from "./metrics/pearson.js"
import { percentileRmse } from "./metrics/percentile-rmse.js"
import { pinball } from "./metrics/pinball.js"
import { precisionAt } from "./metrics/precision-at.js"
import { quantileReturns } from "./metrics/quantile-returns.js"
import { r2 } from "./metrics/r2.js"
import { rankAutocorrelation } from "./metrics/rank-autocorrelation.js"
import { rankIc } from "./metrics/rank-ic.js"
import { recallAt } from "./metrics/recall-at.js"
import { reciprocalRank } from "./metrics/reciprocal-rank.js"
import { residualQuantiles } from "./metrics/residual-quantiles.js"
import { rmse } from "./metrics/rmse.js"
import { rmsle } from "./metrics/rmsle.js"
import { rocAuc } from "./metrics/roc-auc.js"
import { spearman } from "./metrics/spearman.js"
import { turnover } from "./metrics/turnover.js"
import { tweedieDeviance } from "./metrics/tweedie-deviance.js"

/** Metrics over plain or typed arrays, computed at once in the calling thread. */
export const metrics: {
  readonly rocAuc: typeof rocAuc
  readonly spearman: typeof spearman
  readonly pearson: typeof pearson
  readonly kendallTau: typeof kendallTau
  readonly ndcg: typeof ndcg
  readonly ndcgByGroup: typeof ndcgByGroup
  readonly averagePrecisionAt: typeof averagePrecisionAt
  readonly reciprocalRank: typeof reciprocalRank
  readonly precisionAt: typeof precisionAt
  readonly recallAt: typeof recallAt
  readonly hitRate: typeof hitRate
  readonly rankIc: typeof rankIc
  readonly icDecay: typeof icDecay
  readonly quantileReturns: typeof quantileReturns
  readonly longShortSpread: typeof longShortSpread
  readonly turnover: typeof turnover
  readonly rankAutocorrelation: typeof rankAutocorrelation
  readonly rmse: typeof rmse
  readonly mse: typeof mse
  readonly mae: typeof mae
  readonly r2: typeof r2
  readonly mape: typeof mape
  readonly medianAbsoluteError: typeof medianAbsoluteError
  readonly maxError: typeof maxError
  readonly explainedVariance: typeof explainedVariance
  readonly rmsle: typeof rmsle
  readonly pinball: typeof pinball
  readonly tweedieDeviance: typeof tweedieDeviance
  readonly percentileRmse: typeof percentileRmse
  readonly residualQuantiles: typeof residualQuantiles
} = {
  ...{ rocAuc, spearman, pearson, kendallTau },
  ...{ ndcg, ndcgByGroup, averagePrecisionAt, reciprocalRank, precisionAt, recallAt, hitRate },
  ...{ rankIc, icDecay, quantileReturns, longShortSpread, turnover, rankAutocorrelation },
  ...{ rmse, mse, mae, r2, mape, medianAbsoluteError, maxError, explainedVariance, rmsle, pinball, tweedieDeviance },
  ...{ percentileRmse, residualQuantiles },
}
