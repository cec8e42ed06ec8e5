import { type CalibrationOptions, calibration } from "./calibration-curve.js"
import type { Labels, Numbers } from "./labels.js"

/**
 * The mean distance of the share of positives from the mean probability over bins, by their rows. Bins as those of
 * `calibrationCurve`, 10 of the same width by default. Naeini, Cooper and Hauskrecht, AAAI 2015.
 * @throws RangeError where a score is no probability, lengths differ, labels are not 0 and 1 (or -1 and 1).
 */
export function expectedCalibrationError(labels: Labels, scores: Numbers, options: CalibrationOptions = {}): number {
  const { probTrue, probPred, counts } = calibration(labels, scores, options, "expectedCalibrationError")
  return counts.reduce((sum, count, bin) => sum + count * Math.abs(probTrue[bin]! - probPred[bin]!), 0) / labels.length
}
