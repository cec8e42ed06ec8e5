import { accuracy } from "./metrics/accuracy.js"
import { averagePrecision } from "./metrics/average-precision.js"
import { averagePrecisionAt } from "./metrics/average-precision-at.js"
import { balancedAccuracy } from "./metrics/balanced-accuracy.js"
import { bootstrapInterval } from "./metrics/bootstrap-interval.js"
import { brierScore } from "./metrics/brier-score.js"
import { businessCost } from "./metrics/business-cost.js"
import { calibrationCurve } from "./metrics/calibration-curve.js"
import { confusionMatrix } from "./metrics/confusion-matrix.js"
import { costThreshold } from "./metrics/cost-threshold.js"
import { cumulativeGains } from "./metrics/cumulative-gains.js"
import { expectedCalibrationError } from "./metrics/expected-calibration-error.js"
import { explainedVariance } from "./metrics/explained-variance.js"
import { fBeta } from "./metrics/f-beta.js"
import { f1 } from "./metrics/f1.js"
import { falseNegativeRate } from "./metrics/false-negative-rate.js"
import { falsePositiveRate } from "./metrics/false-positive-rate.js"
import { gini } from "./metrics/gini.js"
import { hitRate } from "./metrics/hit-rate.js"
import { icDecay } from "./metrics/ic-decay.js"
import { kendallTau } from "./metrics/kendall-tau.js"
import { ksStatistic } from "./metrics/ks-statistic.js"
import { lift } from "./metrics/lift.js"
import { liftTable } from "./metrics/lift-table.js"
import { logLoss } from "./metrics/log-loss.js"
import { longShortSpread } from "./metrics/long-short-spread.js"
import { mae } from "./metrics/mae.js"
import { mape } from "./metrics/mape.js"
import { matthews } from "./metrics/matthews.js"
import { maxError } from "./metrics/max-error.js"
import { medianAbsoluteError } from "./metrics/median-absolute-error.js"
import { mse } from "./metrics/mse.js"
import { ndcg, ndcgByGroup } from "./metrics/ndcg.js"
import { pearson } from "./metrics/pearson.js"
import { percentileRmse } from "./metrics/percentile-rmse.js"
import { pinball } from "./metrics/pinball.js"
import { prCurve } from "./metrics/pr-curve.js"
import { precision } from "./metrics/precision.js"
import { precisionAt } from "./metrics/precision-at.js"
import { quantileReturns } from "./metrics/quantile-returns.js"
import { r2 } from "./metrics/r2.js"
import { rankAutocorrelation } from "./metrics/rank-autocorrelation.js"
import { rankIc } from "./metrics/rank-ic.js"
import { recall } from "./metrics/recall.js"
import { recallAt } from "./metrics/recall-at.js"
import { reciprocalRank } from "./metrics/reciprocal-rank.js"
import { residualQuantiles } from "./metrics/residual-quantiles.js"
import { revenueImpact } from "./metrics/revenue-impact.js"
import { rmse } from "./metrics/rmse.js"
import { rmsle } from "./metrics/rmsle.js"
import { rocAuc } from "./metrics/roc-auc.js"
import { rocAucDifference } from "./metrics/roc-auc-difference.js"
import { rocAucInterval } from "./metrics/roc-auc-interval.js"
import { rocCurve } from "./metrics/roc-curve.js"
import { spearman } from "./metrics/spearman.js"
import { thresholdMetrics } from "./metrics/threshold-metrics.js"
import { turnover } from "./metrics/turnover.js"
import { tweedieDeviance } from "./metrics/tweedie-deviance.js"
import { wilsonInterval } from "./metrics/wilson-interval.js"

/** Metrics over plain or typed arrays, computed at once in the calling thread. */
export const metrics: {
  readonly rocAuc: typeof rocAuc
  readonly averagePrecision: typeof averagePrecision
  readonly gini: typeof gini
  readonly ksStatistic: typeof ksStatistic
  readonly logLoss: typeof logLoss
  readonly brierScore: typeof brierScore
  readonly accuracy: typeof accuracy
  readonly balancedAccuracy: typeof balancedAccuracy
  readonly precision: typeof precision
  readonly recall: typeof recall
  readonly f1: typeof f1
  readonly fBeta: typeof fBeta
  readonly matthews: typeof matthews
  readonly confusionMatrix: typeof confusionMatrix
  readonly falsePositiveRate: typeof falsePositiveRate
  readonly falseNegativeRate: typeof falseNegativeRate
  readonly thresholdMetrics: typeof thresholdMetrics
  readonly rocCurve: typeof rocCurve
  readonly prCurve: typeof prCurve
  readonly calibrationCurve: typeof calibrationCurve
  readonly expectedCalibrationError: typeof expectedCalibrationError
  readonly lift: typeof lift
  readonly liftTable: typeof liftTable
  readonly cumulativeGains: typeof cumulativeGains
  readonly businessCost: typeof businessCost
  readonly costThreshold: typeof costThreshold
  readonly revenueImpact: typeof revenueImpact
  readonly spearman: typeof spearman
  readonly rocAucInterval: typeof rocAucInterval
  readonly rocAucDifference: typeof rocAucDifference
  readonly wilsonInterval: typeof wilsonInterval
  readonly bootstrapInterval: typeof bootstrapInterval
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
  ...{ rocAuc, averagePrecision, gini, ksStatistic, logLoss, brierScore },
  ...{ accuracy, balancedAccuracy, precision, recall, f1, fBeta, matthews },
  ...{ confusionMatrix, falsePositiveRate, falseNegativeRate, thresholdMetrics },
  ...{ rocCurve, prCurve, calibrationCurve, expectedCalibrationError },
  ...{ lift, liftTable, cumulativeGains, businessCost, costThreshold, revenueImpact, spearman },
  ...{ rocAucInterval, rocAucDifference, wilsonInterval, bootstrapInterval },
  ...{ pearson, kendallTau },
  ...{ ndcg, ndcgByGroup, averagePrecisionAt, reciprocalRank, precisionAt, recallAt, hitRate },
  ...{ rankIc, icDecay, quantileReturns, longShortSpread, turnover, rankAutocorrelation },
  ...{ rmse, mse, mae, r2, mape, medianAbsoluteError, maxError, explainedVariance, rmsle, pinball, tweedieDeviance },
  ...{ percentileRmse, residualQuantiles },
}
