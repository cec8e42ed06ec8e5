import { type ClassCounts, type ClassOptions, classCounts } from "./class-counts.js"
import type { Average } from "./class-formulas.js"
import type { Labels } from "./labels.js"
import { isVector, type Scores } from "./score-matrix.js"

/** Options of metrics that every class has a number of. */
export interface AverageOptions extends ClassOptions {
  /** Default: class 1's own number for one score a row, "macro" for scores of K classes. */
  average?: Average
}

/** The counts, and how to average over classes. @throws RangeError for "binary" with scores of K classes. */
export function countsToAverage(
  labels: Labels,
  scores: Scores,
  options: AverageOptions,
  metric: string,
): [ClassCounts, Average] {
  const binary = isVector(scores, labels.length)
  const average = options.average ?? (binary ? "binary" : "macro")
  if (average === "binary" && !binary) {
    throw new RangeError(`${metric}: got average "binary" with scores of classes, expected micro, macro or weighted`)
  }
  return [classCounts(labels, scores, options, metric), average]
}
