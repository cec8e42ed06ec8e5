import { accuracy } from "../kernels/metrics/accuracy.js"
import { balancedAccuracy } from "../kernels/metrics/balanced-accuracy.js"
import {
  accuracyOf,
  balancedAccuracyOf,
  fBetaOf,
  matthewsOf,
  precisionOf,
  recallOf,
} from "../kernels/metrics/class-formulas.js"
import { confusionMatrix } from "../kernels/metrics/confusion-matrix.js"
import { f1 } from "../kernels/metrics/f1.js"
import type { Numbers } from "../kernels/metrics/labels.js"
import { logLoss } from "../kernels/metrics/log-loss.js"
import { matthews } from "../kernels/metrics/matthews.js"
import { precision } from "../kernels/metrics/precision.js"
import { recall } from "../kernels/metrics/recall.js"
import { rocAuc } from "../kernels/metrics/roc-auc.js"
import { wilsonInterval } from "../kernels/metrics/wilson-interval.js"
import { type ClassDraw, ClassDraws } from "./class-draws.js"
import { type EvaluationJob, type EvaluationParts, isWanted } from "./evaluation-job.js"
import { type Measure, measure, shuffledWithin } from "./measure.js"
import { eachInSteps, type Steps } from "./steps.js"

/** Labels from 0 to K - 1, K columns of scores, and weights. */
type OfClasses = (labels: Float64Array, columns: readonly Float64Array[], weights: { weights?: Numbers }) => number

/** The same metric of drawn rows, in one pass. */
type OfDraw = (draws: ClassDraws, draw: ClassDraw) => number

/** Every metric of a target with several classes, whose scores are a column a class. */
export function* evaluateClasses(job: EvaluationJob): Steps<EvaluationParts> {
  const { rows, context, blockBy } = job
  const { labels, names } = numbered(job)
  const counts = confusionMatrix(labels, rows.scores, { labels: names.map((_, k) => k) })
  const right = counts.matrix.reduce((sum, row, k) => sum + row[k]!, 0)
  const order = Float64Array.from(labels.keys())
  const shuffled = shuffledWithin(order, undefined, context.seed)
  const draws = new ClassDraws(rows.scores)
  const weighted = rows.weights !== undefined
  const wanted = partsOf(names.length).filter(([name]) => isWanted(job, name))
  const metrics = yield* eachInSteps(wanted, ([name, definition, metric, ofDraw, more]) => {
    // a resample draws rows of all columns at once: the score column holds the row whose scores are meant
    const compute: Measure["compute"] = ([y, at, weights]) =>
      at === order ? metric(y!, rows.scores, weights ? { weights } : {}) : ofDraw(draws, draws.draw(y!, at!, weights))
    const interval =
      name === "accuracy" && !weighted
        ? ({ method: "Wilson", compute: () => wilsonInterval(right, labels.length, { level: context.level }) } as const)
        : undefined
    const columns = more?.unweighted || !rows.weights ? [labels, order] : [labels, order, rows.weights]
    const random = more?.random
    return measure(
      { name, definition, compute, columns, interval, shuffled, blockBy, random, weighted: columns.length > 2 },
      context,
    )
  })
  return { metrics, classes: names, confusion: counts.matrix.map((row) => [...row]) }
}

function partsOf(
  classes: number,
): (readonly [
  name: string,
  definition: string,
  metric: OfClasses,
  ofDraw: OfDraw,
  more?: { unweighted?: true; random?: number },
])[] {
  const labels = Array.from({ length: classes }, (_, k) => k)
  const largest = "predicted is the class with the largest score"
  return [
    [
      "auc",
      "AUC of each class against the rest, mean over classes",
      (y, s, w) => rocAuc(y, s, { ...w, labels }),
      (draws, draw) => draws.aucOfEach(draw, "macro"),
      { random: 0.5 },
    ],
    [
      "aucWeighted",
      "the same, classes by their rows",
      (y, s, w) => rocAuc(y, s, { ...w, labels, average: "weighted" }),
      (draws, draw) => draws.aucOfEach(draw, "weighted"),
      { random: 0.5 },
    ],
    [
      "aucOvo",
      "AUC of each pair of classes, mean over pairs",
      (y, s) => rocAuc(y, s, { labels, multiClass: "ovo" }),
      (draws, draw) => draws.aucOfPairs(draw),
      { random: 0.5, unweighted: true },
    ],
    [
      "logLoss",
      "mean of -log(probability of the class)",
      (y, s, w) => logLoss(y, s, { ...w, labels }),
      (draws, draw) => draws.logLoss(draw),
    ],
    [
      "accuracy",
      `share of right predictions; ${largest}`,
      (y, s, w) => accuracy(y, s, { ...w, labels }),
      (draws, draw) => accuracyOf(draws.counts(draw)),
    ],
    [
      "balancedAccuracy",
      `mean of the classes' recalls; ${largest}`,
      (y, s, w) => balancedAccuracy(y, s, { ...w, labels }),
      (draws, draw) => balancedAccuracyOf(draws.counts(draw)),
      { random: 1 / classes },
    ],
    [
      "precisionMacro",
      `precision, mean over classes; ${largest}`,
      (y, s, w) => precision(y, s, { ...w, labels, average: "macro" }),
      (draws, draw) => precisionOf(draws.counts(draw), "macro"),
    ],
    [
      "recallMacro",
      `recall, mean over classes; ${largest}`,
      (y, s, w) => recall(y, s, { ...w, labels, average: "macro" }),
      (draws, draw) => recallOf(draws.counts(draw), "macro"),
    ],
    [
      "f1Macro",
      `F1, mean over classes; ${largest}`,
      (y, s, w) => f1(y, s, { ...w, labels, average: "macro" }),
      (draws, draw) => fBetaOf(draws.counts(draw), "macro", 1),
    ],
    [
      "matthews",
      `correlation of class and prediction; ${largest}`,
      (y, s, w) => matthews(y, s, { ...w, labels }),
      (draws, draw) => matthewsOf(draws.counts(draw)),
      { random: 0 },
    ],
  ]
}

/** Classes from 0, ascending, as the columns of scores are. */
function numbered({ rows, options }: EvaluationJob): { labels: Float64Array; names: string[] } {
  const wide = rows.scores.length
  const found = [...new Set(rows.target)].sort((a, b) => a - b)
  const fits =
    rows.names?.length === wide || (!rows.names && found.every((x) => Number.isInteger(x) && x >= 0 && x < wide))
  // all classes of the columns, or those that occur where these are as many
  const classes = found.length === wide ? found : fits ? Array.from({ length: wide }, (_, k) => k) : undefined
  if (wide < 3 || !classes) {
    throw new RangeError(
      `target ${options.target}: got ${found.length} classes and ${wide} column(s) of scores, expected one column a class, ` +
        "at least three, in ascending order of the classes",
    )
  }
  const place = new Map(classes.map((value, k) => [value, k]))
  return {
    labels: rows.target.map((value) => place.get(value)!),
    names: classes.map((value) => rows.names?.[value] ?? String(value)),
  }
}
