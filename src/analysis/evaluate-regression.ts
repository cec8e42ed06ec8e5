import { kendallTau } from "../kernels/metrics/kendall-tau.js"
import type { Numbers } from "../kernels/metrics/labels.js"
import { mae } from "../kernels/metrics/mae.js"
import { mape } from "../kernels/metrics/mape.js"
import { medianAbsoluteError } from "../kernels/metrics/median-absolute-error.js"
import { pearson } from "../kernels/metrics/pearson.js"
import { percentileRmse } from "../kernels/metrics/percentile-rmse.js"
import { pinball } from "../kernels/metrics/pinball.js"
import { r2 } from "../kernels/metrics/r2.js"
import { residualQuantiles } from "../kernels/metrics/residual-quantiles.js"
import { rmse } from "../kernels/metrics/rmse.js"
import { spearman } from "../kernels/metrics/spearman.js"
import { type EvaluationJob, type EvaluationParts, isWanted } from "./evaluation-job.js"
import { attempt, type Measure, measure } from "./measure.js"
import { eachInSteps, type Steps } from "./steps.js"

type Loss = (truth: Numbers, predicted: Numbers, options: { weights?: Numbers }) => number
type Part = Pick<Measure, "name" | "definition" | "compute"> & Partial<Measure>

const losses: readonly (readonly [name: string, definition: string, loss: Loss])[] = [
  ["rmse", "root of the mean squared error", rmse],
  ["mae", "mean absolute error", mae],
  ["medianAbsoluteError", "median of the absolute errors", medianAbsoluteError],
  ["mape", "mean of |error| / max(|target|, 2^-52), a share", mape],
  ["r2", "1 less the squared error over that of the mean", r2],
  ["pinball@0.5", "loss of the predicted median: half the mean absolute error", pinball],
]

/** Every metric of a target that is a quantity. */
export function* evaluateRegression(job: EvaluationJob): Steps<EvaluationParts> {
  const { rows, context, shuffled, blockBy } = job
  const score = rows.scores[0]!
  const mean = rows.target.reduce((sum, value) => sum + value, 0) / rows.target.length
  const common = { shuffled, constant: new Float64Array(score.length).fill(mean), blockBy }
  const wanted = [...weightedParts(), ...orderParts(job)].filter(({ name }) => isWanted(job, name))
  const metrics = yield* eachInSteps(wanted, (part) => {
    const weights = part.weighted && rows.weights ? [rows.weights] : []
    const columns = part.columns ?? [rows.target, score, ...weights]
    return measure({ ...common, ...part, columns, weighted: weights.length > 0 }, context)
  })
  const residuals = attempt(() => residualQuantiles(rows.target, score)).value
  return { metrics, residuals: residuals?.map((each) => ({ ...each })) ?? null }
}

function weightedParts(): Part[] {
  return losses.map(([name, definition, loss]) => ({
    ...{ name, definition, weighted: true },
    compute: ([y, p, weights]) => loss(y!, p!, weights ? { weights } : {}),
  }))
}

function orderParts({ rows }: EvaluationJob): Part[] {
  const sections = rows.dateOf ?? rows.groupOf
  const within = rows.dateOf ? "within each date" : rows.groupOf ? "within each group" : "over all rows"
  return [
    {
      ...{ name: "spearman", definition: "rank correlation, ties at their average", random: 0, levels: "spearman" },
      compute: ([y, p]) => spearman(y!, p!),
    },
    { name: "pearson", definition: "linear correlation", random: 0, compute: ([y, p]) => pearson(y!, p!) },
    {
      ...{ name: "kendallTau", definition: "rank correlation by pairs, tau-b", random: 0 },
      compute: ([y, p]) => kendallTau(y!, p!),
    },
    {
      name: "percentileRmse",
      definition: `RMSE of percentiles from 0 to 100, target and score ranked ${within}`,
      columns: [rows.target, rows.scores[0]!, ...(sections ? [sections] : [])],
      compute: ([y, p, dates]) => percentileRmse(y!, p!, dates ? { dates } : {}),
      ...{ random: 100 / Math.sqrt(6), levels: "percentileRmse" },
    },
  ]
}
