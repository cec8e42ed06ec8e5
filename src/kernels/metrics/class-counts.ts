import { weightsFor } from "./binary-scores.js"
import { type CutOff, type CutOffCounts, cutOffCounts } from "./cut-off.js"
import { distinctLabels, type Labels } from "./labels.js"
import { columnsOf, isVector, type Scores } from "./score-matrix.js"

/** Options of metrics that compare classes with predicted classes. */
export interface ClassOptions extends CutOff {
  /** For scores of K classes: the classes of the columns. Default: 0 to K - 1, or the labels' values where these are K. */
  labels?: readonly number[]
}

/** Weight by class (rows) and predicted class (columns). */
export interface ClassCounts {
  /** The class of each row and column of the matrix, ascending. */
  readonly classes: readonly number[]
  readonly matrix: readonly (readonly number[])[]
}

/** By the cut-off where there is one score a row, else by the class with the largest score, the first of equals. */
export function classCounts(labels: Labels, scores: Scores, options: ClassOptions, metric: string): ClassCounts {
  if (!isVector(scores, labels.length)) return largestScoreCounts(labels, scores, options, metric)
  return asClassCounts(cutOffCounts(labels, scores, options, metric))
}

export function largestScoreCounts(labels: Labels, scores: Scores, options: ClassOptions, metric: string): ClassCounts {
  const columns = columnsOf(scores, labels.length, metric)
  const weights = weightsFor(options.weights, labels.length, metric)
  const classes = classesOf(labels, columns.length, options.labels, metric)
  const place = new Map(classes.map((each, k) => [each, k]))
  const matrix = classes.map(() => classes.map(() => 0))
  for (let row = 0; row < labels.length; row++) {
    let best = 0
    for (let k = 1; k < columns.length; k++) if (columns[k]![row]! > columns[best]![row]!) best = k
    matrix[place.get(Number(labels[row]))!]![best]! += weights ? weights[row]! : 1
  }
  return { classes, matrix }
}

function classesOf(
  labels: Labels,
  width: number,
  given: readonly number[] | undefined,
  metric: string,
): readonly number[] {
  const found = distinctLabels(labels, metric)
  const classes = given ?? (found.length === width ? found : Array.from({ length: width }, (_, k) => k))
  const strange = found.find((each) => !classes.includes(each))
  if (classes.length !== width || strange !== undefined) {
    throw new RangeError(
      `${metric}: got labels ${found.slice(0, 6).join(", ")} and ${width} columns of scores, expected a column a class: ` +
        "name the columns' classes in `labels`",
    )
  }
  return classes
}

/** Rows of a class, rows predicted as it, and rows that are both. */
export interface Tally {
  readonly actual: number
  readonly predicted: number
  readonly right: number
}

export function tallies({ matrix }: ClassCounts): Tally[] {
  return matrix.map((row, k) => ({
    actual: row.reduce((sum, count) => sum + count, 0),
    predicted: matrix.reduce((sum, each) => sum + each[k]!, 0),
    right: row[k]!,
  }))
}

/** A cut-off's counts as a table of the classes 0 and 1. */
export function asClassCounts({ tn, fp, fn, tp }: CutOffCounts): ClassCounts {
  return {
    classes: [0, 1],
    matrix: [
      [tn, fp],
      [fn, tp],
    ],
  }
}
