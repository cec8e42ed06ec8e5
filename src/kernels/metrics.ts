import { accuracy } from "./metrics/accuracy.js"
import { averagePrecision } from "./metrics/average-precision.js"
import { balancedAccuracy } from "./metrics/balanced-accuracy.js"
import { bootstrapInterval } from "./metrics/bootstrap-interval.js"
import { brierScore } from "./metrics/brier-score.js"
import { businessCost } from "./metrics/business-cost.js"
import { calibrationCurve } from "./metrics/calibration-curve.js"
import { confusionMatrix } from "./metrics/confusion-matrix.js"
import { costThreshold } from "./metrics/cost-threshold.js"
import { cumulativeGains } from "./metrics/cumulative-gains.js"
import { expectedCalibrationError } from "./metrics/expected-calibration-error.js"
import { fBeta } from "./metrics/f-beta.js"
import { f1 } from "./metrics/f1.js"
import { falseNegativeRate } from "./metrics/false-negative-rate.js"
import { falsePositiveRate } from "./metrics/false-positive-rate.js"
import { gini } from "./metrics/gini.js"
import { ksStatistic } from "./metrics/ks-statistic.js"
import { lift } from "./metrics/lift.js"
import { liftTable } from "./metrics/lift-table.js"
import { logLoss } from "./metrics/log-loss.js"
import { matthews } from "./metrics/matthews.js"
import { prCurve } from "./metrics/pr-curve.js"
import { precision } from "./metrics/precision.js"
import { recall } from "./metrics/recall.js"
import { revenueImpact } from "./metrics/revenue-impact.js"
import { rocAuc } from "./metrics/roc-auc.js"
import { rocAucDifference } from "./metrics/roc-auc-difference.js"
import { rocAucInterval } from "./metrics/roc-auc-interval.js"
import { rocCurve } from "./metrics/roc-curve.js"
import { spearman } from "./metrics/spearman.js"
import { thresholdMetrics } from "./metrics/threshold-metrics.js"
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
} = {
  ...{ rocAuc, averagePrecision, gini, ksStatistic, logLoss, brierScore },
  ...{ accuracy, balancedAccuracy, precision, recall, f1, fBeta, matthews },
  ...{ confusionMatrix, falsePositiveRate, falseNegativeRate, thresholdMetrics },
  ...{ rocCurve, prCurve, calibrationCurve, expectedCalibrationError },
  ...{ lift, liftTable, cumulativeGains, businessCost, costThreshold, revenueImpact, spearman },
  ...{ rocAucInterval, rocAucDifference, wilsonInterval, bootstrapInterval },
}
