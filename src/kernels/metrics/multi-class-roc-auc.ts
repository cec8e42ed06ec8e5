import { weightsFor } from "./binary-scores.js"
import { distinctLabels, type Labels, type Numbers } from "./labels.js"
import { withArrays } from "./machine.js"
import { columnsOf, type Scores } from "./score-matrix.js"

export interface RocAucOptions {
  /** One number a row; not with "ovo". */
  weights?: Numbers
  /** For scores of K > 2 classes: each class against the rest (default), or each pair of classes. */
  multiClass?: "ovr" | "ovo"
  /** The mean over the classes or pairs: each counts the same (default), or by its share of the rows. */
  average?: "macro" | "weighted"
  /** The classes of the columns in ascending order, where some do not occur. Default: the values of the labels. */
  labels?: readonly number[]
}

/**
 * The mean area under the ROC curves of K > 2 classes. As scikit-learn's `roc_auc_score` with `multi_class`;
 * "ovo" as Hand and Till, Machine Learning 45 (2001).
 */
export function multiClassRocAuc(labels: Labels, scores: Scores, options: RocAucOptions): number {
  const { multiClass = "ovr", average = "macro" } = options
  const columns = columnsOf(scores, labels.length, "rocAuc")
  const classes = classesOf(labels, columns.length, options.labels)
  checkRows(columns)
  if (multiClass === "ovo" && options.weights) {
    throw new RangeError('rocAuc: got weights with multiClass "ovo", expected none: weights need "ovr"')
  }
  const weights = weightsFor(options.weights, labels.length, "rocAuc")
  const values = Float64Array.from(labels as ArrayLike<number>, Number)
  const parts = multiClass === "ovo" ? pairs(values, columns, classes) : rest(values, columns, classes, weights)
  const total = parts.reduce((sum, { share }) => sum + share, 0)
  return parts.reduce(
    (sum, { area, share }) => sum + area * (average === "macro" ? 1 / parts.length : share / total),
    0,
  )
}

function classesOf(labels: Labels, width: number, given: readonly number[] | undefined): readonly number[] {
  const found = distinctLabels(labels, "rocAuc")
  const classes = given ?? found
  if (given?.some((each, i) => i > 0 && !(each > given[i - 1]!))) {
    throw new RangeError(`rocAuc: got classes ${given.join(", ")}, expected them in ascending order, each once`)
  }
  const strange = found.find((each) => !classes.includes(each))
  if (strange !== undefined) throw new RangeError(`rocAuc: got label ${strange}, expected one of ${classes.join(", ")}`)
  if (classes.length !== width || width < 3) {
    throw new RangeError(
      `rocAuc: got ${classes.length} classes and ${width} columns of scores, expected the same number above 2: ` +
        "name absent classes in `labels`; for two classes pass the positive's scores alone",
    )
  }
  return classes
}

/** As scikit-learn: a row's scores are probabilities. */
function checkRows(columns: readonly Float64Array[]): void {
  for (let row = 0; row < columns[0]!.length; row++) {
    let sum = 0
    for (const column of columns) sum += column[row]!
    if (Math.abs(sum - 1) <= 1e-8 + 1e-5 * Math.abs(sum)) continue
    throw new RangeError(`rocAuc: the scores of row ${row} add up to ${sum}, expected probabilities that add up to 1`)
  }
}

interface Part {
  readonly area: number
  /** The weight of its positive class, or its share of the rows. */
  readonly share: number
}

function rest(
  labels: Float64Array,
  columns: readonly Float64Array[],
  classes: readonly number[],
  weights?: Float64Array,
): Part[] {
  return columns.map((column, k) => {
    const positive = Uint8Array.from(labels, (label) => (label === classes[k] ? 1 : 0))
    const share = positive.reduce((sum, each, row) => sum + each * (weights?.[row] ?? 1), 0)
    return { area: area(positive, column, `class ${classes[k]} and the others`, weights), share }
  })
}

function pairs(labels: Float64Array, columns: readonly Float64Array[], classes: readonly number[]): Part[] {
  return classes.flatMap((first, a) =>
    classes.slice(a + 1).map((second, offset) => {
      const b = a + 1 + offset
      const rows = Uint32Array.from(labels.keys()).filter((row) => labels[row] === first || labels[row] === second)
      const isFirst = Uint8Array.from(rows, (row) => (labels[row] === first ? 1 : 0))
      const named = `classes ${first} and ${second}`
      const one = area(
        isFirst,
        Float64Array.from(rows, (row) => columns[a]![row]!),
        named,
      )
      const other = area(
        isFirst.map((each) => 1 - each),
        Float64Array.from(rows, (row) => columns[b]![row]!),
        named,
      )
      return { area: (one + other) / 2, share: rows.length / labels.length }
    }),
  )
}

function area(classes: Uint8Array, scores: Float64Array, named: string, weights?: Float64Array): number {
  const found = withArrays([classes, scores, weights], ({ kernels }, [label, score, weight]) =>
    kernels.rocAuc(label!, score!, weight!, classes.length),
  )
  if (!Number.isNaN(found)) return found
  throw new RangeError(`rocAuc: got no rows of one of ${named}, expected both`)
}
