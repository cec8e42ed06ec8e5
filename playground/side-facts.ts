import {
  type Ensemble,
  type Evaluation,
  gapInterval,
  noiseFloor,
  type PermutationImportance,
  type Ranged,
  sampleRows,
  type Table,
  takeRows,
  withShuffledTarget,
} from "../src/index.js"
import type { Job } from "./pages/latest.js"
import type { ImportanceScatterData } from "./plots/importance-scatter.js"
import { metricName } from "./plots/metric-names.js"
import type { RowAccount } from "./plots/plot.js"
import type { TrainTestData } from "./plots/train-test.js"
import { predicted, rolesOf } from "./score-choice.js"
import type { LoadedTable, Session } from "./session.js"

/** Metrics that both sides are measured by, where the target allows them. */
const SIDES = ["auc", "logLoss", "brier", "spearman", "r2", "rmse", "ndcg@5", "accuracy"]
/** Rows of a side at most. */
const MOST_ROWS = 20_000
/** Of each interval that needs them. */
const RESAMPLES = 200
/** Targets that are shuffled for the noise floor. */
const SHUFFLES = 8

/** The model's scores on the rows of training and of the test, with intervals, and that of their difference. */
export async function measuredSides(
  session: Session,
  ensemble: Ensemble,
  sides: { readonly test: LoadedTable; readonly train: LoadedTable },
  job: Job,
): Promise<TrainTestData> {
  const test = await measured(session, ensemble, sides.test, sides.test, job)
  const train = await measured(session, ensemble, sides.train, sides.test, job)
  const found = SIDES.flatMap((metric) => {
    const [a, b] = [ranged(test, metric), ranged(train, metric)]
    if (!a || !b) return []
    const [gap, own, other] = [gapInterval(a, b), a, b].map(rangeOf)
    return [
      {
        ...{ metric, train: b.value, test: a.value, ...(gap && { gap }) },
        ...{ ...(own && { testRange: own }), ...(other && { trainRange: other }) },
      },
    ]
  })
  const total = sides.test.table.rows + sides.train.table.rows
  const used = test.rows.used + train.rows.used
  return { sides: found, rows: { in: total, used, ...(used < total && { sample: "uniform samples, seed 0" }) } }
}

async function measured(
  session: Session,
  ensemble: Ensemble,
  side: LoadedTable,
  { roles }: LoadedTable,
  job: Job,
): Promise<Evaluation> {
  const { table, scores } = await predicted(session, ensemble, side.table, job)
  const known = Object.entries(rolesOf({ ...side, roles })).filter(([, name]) =>
    table.columns.some((column) => column.name === name),
  )
  const options = Object.fromEntries(known)
  // groups stay whole
  const rows = options.group === undefined ? sampleRows(table.rows, MOST_ROWS, 0) : undefined
  const score = scores.length === 1 ? scores[0]! : scores
  const engine = await session.engine()
  const own = { ...options, target: roles.target!, score, only: SIDES, samples: RESAMPLES }
  return engine.evaluate(rows ? takeRows(table, rows) : table, own, job)
}

function ranged({ metrics }: Evaluation, name: string): Ranged | undefined {
  const one = metrics.find((each) => each.name === name)
  return one && one.value !== null ? { value: one.value, low: one.low, high: one.high } : undefined
}

function rangeOf({ low, high }: Ranged): readonly [number, number] | undefined {
  return low === null || high === null ? undefined : [low, high]
}

/** What shuffling seems to cost when the target itself is shuffled: the noise of this many rows. */
export async function shuffledFloor(
  session: Session,
  ensemble: Ensemble,
  { table, target, group }: { readonly table: Table; readonly target: string; readonly group: string | undefined },
  { signal, onProgress }: Job,
): Promise<number> {
  const engine = await session.engine()
  const importances: number[][] = []
  for (let seed = 0; seed < SHUFFLES; seed++) {
    const { mean } = await engine.permutationImportance(ensemble, withShuffledTarget(table, target, seed), {
      ...{ target, repeats: 1, seed, signal },
      ...(group !== undefined && { group }),
    })
    importances.push([...mean])
    onProgress({ stage: "permuting", done: seed + 1, total: SHUFFLES, rowsPerSecond: 0, secondsLeft: Number.NaN })
  }
  return noiseFloor(importances)
}

/** Both sides of a permutation importance as points; undefined where only one is known. */
export function scatterOfSides(
  { features, mean, sd, train, metric, rows, dropped }: PermutationImportance,
  floor: number | undefined,
  total: number,
): ImportanceScatterData | undefined {
  if (!train) return undefined
  const points = features.map((name, j) => ({
    ...{ name, test: mean[j]!, testSd: sd[j]!, train: train.mean[j]!, trainSd: train.sd[j]! },
  }))
  const account: RowAccount = {
    ...{ in: total, used: rows, dropped: [["without a target", dropped]] },
    ...(rows + dropped < total && { sample: "uniform sample, seed 0" }),
  }
  return {
    ...{ metric: metricName(metric), features: points.toSorted((a, b) => b.test - a.test), rows: account },
    ...(floor !== undefined && Number.isFinite(floor) && { floor }),
  }
}

/** Features that are called as random columns are, put among the others to see what luck earns. */
export function probesOf(features: readonly string[]): string[] {
  return features.filter((name) => /^(.*[_ .-])?(random|noise|probe|shadow)([_ .-]?\d*|[_ .-].*)$/i.test(name))
}
