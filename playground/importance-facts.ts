import type { Ensemble } from "../src/index.js"
import {
  type FeatureImportance,
  modelImportance,
  type PermutationImportance,
  type RankedFeature,
  type ReportedImportance,
  reportedImportance,
  type Table,
} from "../src/index.js"
import type { ErrorBarData } from "./plots/importance-error-bars.js"
import { metricName } from "./plots/metric-names.js"
import type { PermutationData } from "./plots/permutation-boxes.js"
import type { RowAccount } from "./plots/plot.js"
import type { RankAgreementData } from "./plots/rank-agreement.js"
import { sampleTable } from "./sample-table.js"

/** More rows than these are permuted as a sample of the second number first. */
const MANY_ROWS = 50_000
const SAMPLE = 20_000

/** Whether not all rows are permuted to begin with. */
export function permutesSample(table: Table): boolean {
  return table.rows > MANY_ROWS
}

/** The rows that are permuted to begin with. */
export async function permutedRows(table: Table, all: boolean): Promise<Table> {
  return all || !permutesSample(table) ? table : sampleTable(table, SAMPLE)
}

/** A permutation importance, or what is known of it so far. */
export interface Permuted {
  readonly result?: PermutationImportance
  readonly soFar: readonly FeatureImportance[]
  readonly total: number
}

/** Boxes of the repeats, the features that cost most first. @param order other than that; features beside it are left out. */
export function boxesOf(
  { result, soFar, total }: Permuted,
  most: number,
  order?: readonly string[],
): PermutationData | undefined {
  if (!result) {
    if (soFar.length === 0) return undefined
    const features = soFar.map(({ feature, repeats }) => ({ name: feature, sets: [[...repeats]] }))
    return {
      metric: "score",
      sets: ["test"],
      features: placed(features.toSorted(byMean), ({ name }) => name, order),
      most,
    }
  }
  const boxes = importanceData(reportedImportance(result, total))
  return { ...boxes, features: placed(boxes.features.toSorted(byMean), ({ name }) => name, order), most }
}

/** A finished importance as boxes. */
export function importanceData({ metric, sets, features, rows }: ReportedImportance): PermutationData {
  return { metric: metricName(metric), sets, features, rows: accountOf(rows.used, rows.withoutTarget, rows.total) }
}

function byMean(a: { sets: readonly (readonly number[])[] }, b: typeof a): number {
  return meanOf(b.sets[0]!) - meanOf(a.sets[0]!)
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function accountOf(used: number, dropped: number, total: number): RowAccount {
  const sampled = used + dropped < total
  const without = dropped > 0 ? { dropped: [["without a target", dropped]] as const } : {}
  return { in: total, used, ...without, ...(sampled && { sample: "uniform sample, seed 0" }) }
}

/** What the model file says of its features; undefined where it says nothing. */
export function fileImportance(
  ensemble: Ensemble,
): { readonly gain: readonly Importance[]; readonly split: readonly Importance[] } | undefined {
  const found = modelImportance(ensemble)
  if (!found) return undefined
  const listed = (values: Float64Array) =>
    ensemble.features
      .map(({ name }, j) => ({ feature: name, importance: values[j]! }))
      .sort((a, b) => b.importance - a.importance)
  return { gain: listed(found.gain), split: listed(found.split) }
}

export interface Importance {
  readonly feature: string
  readonly importance: number
}

export function barsOf(
  features: readonly Importance[],
  measure: string,
  most: number,
  order?: readonly string[],
): ErrorBarData {
  return { measure, most, features: placed(features, ({ feature }) => feature, order) }
}

function placed<Each>(
  list: readonly Each[],
  nameOf: (each: Each) => string,
  order?: readonly string[],
): readonly Each[] {
  if (!order) return list
  const known = new Map(list.map((each) => [nameOf(each), each]))
  return order.flatMap((name) => known.get(name) ?? [])
}

/** All rankings that there are, side by side. */
export function agreementOf(
  ranking: readonly RankedFeature[],
  permuted: PermutationImportance | undefined,
  file: ReturnType<typeof fileImportance>,
): RankAgreementData | undefined {
  const features = ranking.map(({ feature }) => feature)
  const valuesOf = (list: readonly Importance[]) => {
    const known = new Map(list.map(({ feature, importance }) => [feature, importance]))
    return features.map((feature) => known.get(feature) ?? 0)
  }
  const lists = [
    { name: "SHAP", values: ranking.map(({ meanAbsShap }) => meanAbsShap) },
    ...(permuted
      ? [
          {
            name: "permutation",
            values: valuesOf(permuted.features.map((feature, j) => ({ feature, importance: permuted.mean[j]! }))),
          },
        ]
      : []),
    ...(file
      ? [
          { name: "gain", values: valuesOf(file.gain) },
          { name: "split", values: valuesOf(file.split) },
        ]
      : []),
  ]
  if (lists.length < 2 || features.length < 2) return undefined
  const spearman = lists.map((a) => lists.map((b) => correlation(a.values, b.values)))
  return { features, rankings: lists.map(({ name, values }) => ({ name, ranks: ranksOf(values) })), spearman }
}

/** Spearman's; rankings that are constant agree with nothing. */
function correlation(a: readonly number[], b: readonly number[]): number {
  if (new Set(a).size < 2 || new Set(b).size < 2) return Number.NaN
  const [x, y] = [centred(ranksOf(a)), centred(ranksOf(b))]
  const product = (u: readonly number[], v: readonly number[]) => u.reduce((sum, each, i) => sum + each * v[i]!, 0)
  return product(x, y) / Math.sqrt(product(x, x) * product(y, y))
}

function centred(values: readonly number[]): number[] {
  const mean = meanOf(values)
  return values.map((value) => value - mean)
}

/** From 1, the largest first; ties share their mean rank. */
export function ranksOf(values: readonly number[]): number[] {
  const sorted = values.toSorted((a, b) => b - a)
  return values.map((value) => (sorted.indexOf(value) + sorted.lastIndexOf(value)) / 2 + 1)
}
