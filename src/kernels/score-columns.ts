import type { Scoring } from "./scoring.js"
import { metricNamed, traitsOfMetric } from "./scoring-metrics.js"

/**
 * The metric of predictions, a column an output: of the one output that was chosen; of classes; or the mean over
 * outputs, each against its own target or all against the same.
 */
export function scoreColumns(scoring: Scoring, columns: readonly Float64Array[]): number {
  const { targets, output, classes } = scoring
  const score = scorerOf(scoring)
  if (output !== undefined) return score(targets[output] ?? targetOfOutput(scoring, output), columns[output]!)
  if (columns.length === 1) return score(targets[0]!, columns[0]!)
  if (targets.length === 1 && classes > 0) return scoreClasses(scoring, columns, score)
  return mean(columns.map((column, k) => score(targets[k] ?? targets[0]!, column)))
}

type Score = (target: Float64Array, predictions: Float64Array) => number

function scorerOf({ metric, weights, groups, options }: Scoring): Score {
  const own = { ...options, ...(weights && { weights }), ...(groups && { groups }) }
  const compute = metricNamed(metric)
  return (target, predictions) => compute(target, predictions, own)
}

function targetOfOutput({ targets: [target], classes }: Scoring, output: number): Float64Array {
  return classes > 0 ? oneOf(target!, output) : target!
}

/** One class against the others. */
function oneOf(target: Float64Array, label: number): Float64Array {
  return target.map((each) => (each === label ? 1 : 0))
}

/** Metrics of K classes take all columns; of the others the mean over classes, each against the rest, is taken. */
function scoreClasses(scoring: Scoring, columns: readonly Float64Array[], score: Score): number {
  const [target] = scoring.targets
  if (!traitsOfMetric(scoring.metric).manyClasses) {
    return mean(columns.map((column, k) => score(oneOf(target!, k), column)))
  }
  const { weights, options } = scoring
  const labels = columns.map((_, k) => k)
  return metricNamed(scoring.metric)(target!, columns, { labels, ...options, ...(weights && { weights }) })
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
