import { noiseFloor, spread, standOut } from "./analysis/judge-importance.js"
import type { Ensemble } from "./data/ensemble.js"
import { nextTask } from "./data/next-task.js"
import type { Table } from "./data/table.js"
import { drive } from "./drive.js"
import type { PermutationOptions } from "./engine-calls.js"
import { explicitOrders } from "./explicit-orders.js"
import { featureNumber } from "./kernels/feature-number.js"
import { type Inputs, inputsOf, type MatchedInputs } from "./kernels/inputs.js"
import { cutUnits, type PermutationRequest, type PermutationScores } from "./kernels/permutation-request.js"
import { rowOrders } from "./kernels/row-orders.js"
import type { Matching } from "./results/matching.js"
import type { DropCandidates, ImportanceSide, PermutationImportance } from "./results/permutation-importance.js"
import { type ScoredRows, scoredRows } from "./scored-rows.js"

/** Scores a table with units of features permuted, reporting each unit: one instance or a pool. */
export type Permute = (
  inputs: Inputs,
  rows: Table,
  request: PermutationRequest,
  report: (unit: number, scores: Float64Array, baseline: number) => void,
) => Promise<PermutationScores>

/** What is permuted together: a feature, or a group of them. */
interface Unit {
  readonly name: string
  readonly features: Int32Array
}

/** Permutation importance over a table, and over the rows of training where they are given. */
export async function permuteTable(
  ensemble: Ensemble,
  table: Table,
  options: PermutationOptions,
  permute: Permute,
): Promise<PermutationImportance> {
  checkNumbers(options)
  const rows = scoredRows(ensemble, table, options)
  const inputs = inputsOf(ensemble, rows.table)
  const units = unitsOf(ensemble, inputs.matching, options.groups)
  const noise = noiseOf(units, options.noiseFeature)
  const train = options.train && scoredRows(ensemble, options.train, trainOptions(options))
  const { side, dropCandidates } = await importanceOf(ensemble, table, rows, inputs, units, options, permute)
  const other = train && (await trainSide(ensemble, train, units, options, permute))
  const floor = noiseFloor(side, noise)
  return {
    model: ensemble.name,
    metric: rows.scoring.metric,
    features: units.map(({ name }) => name),
    ...side,
    ...(options.groups && { groups: options.groups }),
    noise: floor,
    standsOut: standOut(side.mean, floor),
    dropCandidates,
    ...(other && { train: other, gap: other.mean.map((mean, j) => mean - side.mean[j]!) }),
    matching: inputs.matching,
  }
}

function checkNumbers({ repeats = 5, permutations, threshold = 0.001 }: PermutationOptions): void {
  if (!permutations && !(Number.isInteger(repeats) && repeats >= 1)) {
    throw new RangeError(`got repeats: ${repeats}, expected a whole number of at least 1`)
  }
  if (Number.isNaN(threshold)) throw new RangeError("got threshold: NaN, expected a number")
}

/** Groups first, then the features in none, in the model's order. */
function unitsOf(ensemble: Ensemble, matching: Matching, groups: PermutationOptions["groups"] = {}): Unit[] {
  const grouped = Object.entries(groups).map(([name, members]) => {
    if (members.length === 0) throw new RangeError(`got group "${name}" without features, expected at least one`)
    const features = new Set(members.map((member) => featureNumber(ensemble, matching, member)))
    return { name, features: Int32Array.from(features) }
  })
  const taken = new Set(grouped.flatMap(({ features }) => [...features]))
  const single = ensemble.features.flatMap(({ name }, j) =>
    taken.has(j) ? [] : [{ name, features: Int32Array.of(j) }],
  )
  const twice = grouped.find(({ name }) => single.some((unit) => unit.name === name))
  if (twice) throw new RangeError(`got a group named "${twice.name}" as a feature beside it, expected another name`)
  return [...grouped, ...single]
}

function noiseOf(units: readonly Unit[], name: string | undefined): { name: string; at: number } | undefined {
  if (name === undefined) return undefined
  const at = units.findIndex((unit) => unit.name === name)
  if (at >= 0) return { name, at }
  throw new RangeError(
    `got noiseFeature "${name}", expected one of what is permuted: a feature of the model in no group`,
  )
}

async function importanceOf(
  ensemble: Ensemble,
  table: Table,
  rows: ScoredRows,
  inputs: MatchedInputs,
  units: readonly Unit[],
  options: PermutationOptions,
  permute: Permute,
): Promise<{ side: ImportanceSide; dropCandidates: DropCandidates }> {
  const request = await requestOf(rows, units, options)
  const { onFeature } = options
  const result = await permute(inputs, rows.table, request, (unit, scores, baseline) => {
    if (!onFeature) return
    const repeats = scores.map((score) => baseline - score)
    onFeature({ feature: units[unit]!.name, baseline, ...spread(repeats), repeats })
  })
  const side = sideOf(table, rows, result)
  const { threshold = 0.001 } = options
  const candidates = units.filter((_, j) => side.mean[j]! < threshold)
  const together = Int32Array.from(new Set(candidates.flatMap(({ features }) => [...features])))
  const dropped = await permuteTogether(together, inputs, rows, request, result.baseline, permute)
  const features = Array.from(together, (feature) => ensemble.features[feature]!.name)
  return { side, dropCandidates: { threshold, features, ...dropped } }
}

async function trainSide(
  ensemble: Ensemble,
  rows: ScoredRows,
  units: readonly Unit[],
  options: PermutationOptions,
  permute: Permute,
): Promise<ImportanceSide> {
  const request = await requestOf(rows, units, trainOptions(options))
  return sideOf(options.train!, rows, await permute(inputsOf(ensemble, rows.table), rows.table, request, () => {}))
}

/** Explicit permutations are of the rows that they were made for. */
function trainOptions({ permutations, ...options }: PermutationOptions): PermutationOptions {
  return permutations ? { ...options, repeats: repeatsOf(permutations) } : options
}

function repeatsOf(permutations: NonNullable<PermutationOptions["permutations"]>): number {
  const first = permutations[0]!
  return typeof first[0] === "object" ? first.length : permutations.length
}

async function requestOf(
  { table, scoring, blocks }: ScoredRows,
  units: readonly Unit[],
  { repeats = 5, seed = 0, permutations, signal }: PermutationOptions,
): Promise<PermutationRequest> {
  const features = units.map((unit) => unit.features)
  if (permutations) {
    const orders = explicitOrders(permutations, units.length, table.rows)
    return { units: features, repeats: repeatsOf(permutations), orders, scoring }
  }
  const steps = rowOrders(table.rows, repeats, seed, blocks)
  const orders = await drive(steps, "coding", table.rows, signal ? { signal } : {})
  // What follows begins a slice of its own.
  await nextTask()
  return { units: features, repeats, orders, scoring }
}

function sideOf(table: Table, rows: ScoredRows, { baseline, scores }: PermutationScores): ImportanceSide {
  const repeats = scores.map((own) => own.map((score) => baseline - score))
  const spreads = repeats.map(spread)
  return {
    data: table.name,
    rows: rows.table.rows,
    dropped: table.rows - rows.table.rows,
    baseline,
    mean: Float64Array.from(spreads, ({ mean }) => mean),
    sd: Float64Array.from(spreads, ({ sd }) => sd),
    repeats,
  }
}

/** The score with some features permuted at once, in the orders of the first unit. */
async function permuteTogether(
  features: Int32Array,
  inputs: Inputs,
  { table }: ScoredRows,
  request: PermutationRequest,
  baseline: number,
  permute: Permute,
): Promise<{ score: number; mean: number; sd: number }> {
  if (features.length === 0) return { score: baseline, mean: 0, sd: 0 }
  const { scores } = await permute(inputs, table, { ...cutUnits(request, [0]), units: [features] }, () => {})
  const { mean, sd } = spread(scores[0]!.map((score) => baseline - score))
  return { score: spread(scores[0]!).mean, mean, sd }
}
