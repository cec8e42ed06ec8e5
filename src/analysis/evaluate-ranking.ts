import { averagePrecisionByGroup } from "../kernels/metrics/average-precision-at.js"
import type { Irrelevant } from "../kernels/metrics/groups.js"
import { hitsByGroup } from "../kernels/metrics/hit-rate.js"
import { ndcgByGroup } from "../kernels/metrics/ndcg.js"
import { precisionByGroup } from "../kernels/metrics/precision-at.js"
import { recallByGroup } from "../kernels/metrics/recall-at.js"
import { reciprocalRankByGroup } from "../kernels/metrics/reciprocal-rank.js"
import type { Dropped, MeasuredMetric } from "../results/evaluation.js"
import { type EvaluationJob, type EvaluationParts, isWanted } from "./evaluation-job.js"
import { attempt, measure, unmeasured } from "./measure.js"
import { eachInSteps, type Steps } from "./steps.js"

type ByGroup = (labels: Float64Array, scores: Float64Array, options: { k: number; groups: Uint32Array }) => Float64Array

interface RankingPart {
  readonly name: string
  readonly definition: string
  readonly byGroup: ByGroup
  /** What a group without a relevant row counts as. */
  readonly irrelevant: Irrelevant
  readonly levels?: string
}

interface GroupRows {
  readonly labels: Float64Array
  readonly scores: Float64Array
  readonly shuffled: Float64Array
  readonly groups: Uint32Array
  readonly blocks: Float64Array | undefined
  readonly dropped: readonly Dropped[]
}

/** Every metric of relevances in groups; all rows are one group where there are none. */
export function* evaluateRanking(job: EvaluationJob): Steps<EvaluationParts> {
  const rows = groupRows(job)
  const parts = (job.options.at ?? [5, 10]).flatMap((k) => partsAt(k, job))
  const wanted = parts.filter(({ name }) => isWanted(job, name))
  return { metrics: yield* eachInSteps(wanted, (part) => measureByGroup(part, rows, job)) }
}

function partsAt(k: number, { options }: EvaluationJob): (RankingPart & { k: number })[] {
  const preset = options.ndcgPreset ?? "lightgbm"
  const relevant = "label above 0 is relevant"
  const gains = preset === "sklearn" ? "linear gain, ties share" : "gain 2^label - 1, ties in row order"
  const irrelevant = preset === "sklearn" ? "zero" : "one"
  const parts: RankingPart[] = [
    {
      ...{
        name: `ndcg@${k}`,
        definition: `discounted gain of the first ${k} over the best order, as ${preset}: ${gains}`,
      },
      ...{ byGroup: (y, s, own) => ndcgByGroup(y, s, { ...own, preset }), irrelevant, levels: `ndcg@${k}` },
    },
    {
      name: `map@${k}`,
      definition: `precision at the relevant rows of the first ${k}, over min(k, relevant); ${relevant}`,
      byGroup: averagePrecisionByGroup,
      irrelevant: "one",
    },
    {
      name: `mrr@${k}`,
      definition: `1 / place of the first relevant row of ${k}, or 0; ${relevant}`,
      byGroup: reciprocalRankByGroup,
      irrelevant: "zero",
    },
    {
      name: `precision@${k}`,
      definition: `relevant rows of the first ${k} over ${k}; ${relevant}`,
      byGroup: precisionByGroup,
      irrelevant: "zero",
    },
    {
      name: `recall@${k}`,
      definition: `relevant rows of the first ${k} over all of the group; ${relevant}`,
      byGroup: recallByGroup,
      irrelevant: "skip",
    },
    {
      name: `hitRate@${k}`,
      definition: `share of groups with a relevant row among the first ${k}; ${relevant}`,
      byGroup: hitsByGroup,
      irrelevant: "zero",
    },
  ]
  return parts.map((part) => ({ ...part, k }))
}

function measureByGroup(
  part: RankingPart & { k: number },
  rows: GroupRows,
  { context }: EvaluationJob,
): MeasuredMetric {
  const { name, definition, irrelevant, k } = part
  const options = { k, groups: rows.groups }
  const own = attempt(() => part.byGroup(rows.labels, rows.scores, options))
  if (!own.value) return unmeasured(name, definition, own.reason!)
  const counted = countedGroups(own.value, irrelevant)
  const dropped = [...rows.dropped]
  const skipped = own.value.length - counted.length
  if (skipped > 0) dropped.push({ reason: "groups without a relevant row", rows: skipped })
  const blockBy = rows.blocks?.filter((_, group) => irrelevant !== "skip" || !Number.isNaN(own.value![group]))
  const columns = [Float64Array.from(counted)]
  const measured = measure(
    {
      name,
      definition,
      columns,
      compute: ([values]) => meanOf(values!),
      unit: "groups",
      blockBy,
      dropped,
      ...(part.levels && { levels: part.levels }),
    },
    context,
  )
  const beside = (scores: Float64Array) =>
    attempt(() => meanOf(countedGroups(part.byGroup(rows.labels, scores, options), irrelevant))).value
  const level = new Float64Array(rows.scores.length)
  return { ...measured, constant: beside(level), shuffled: beside(rows.shuffled) }
}

function countedGroups(values: Float64Array, irrelevant: Irrelevant): Float64Array {
  if (irrelevant === "skip") return values.filter((value) => !Number.isNaN(value))
  return values.map((value) => (Number.isNaN(value) ? Number(irrelevant === "one") : value))
}

function meanOf(values: Float64Array): number {
  if (values.length === 0) throw new RangeError("no group has a relevant row, expected at least one")
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Rows by group; scikit-learn's preset has no groups of one row. */
function groupRows({ rows, options, shuffled }: EvaluationJob): GroupRows {
  const groups = rows.groups ?? Uint32Array.of(rows.target.length)
  const labels = binaryAsRelevance(rows.target)
  const starts = startsOf(groups)
  const least = options.ndcgPreset === "sklearn" ? 2 : 1
  const lone = groups.filter((size) => size < least).length
  const kept = Uint32Array.from(groups.keys()).filter((group) => groups[group]! >= least)
  const own = Uint32Array.from(kept.length === groups.length ? rows.target.keys() : rowsOf(kept, starts, groups))
  const taken = (values: Float64Array) => Float64Array.from(own, (row) => values[row]!)
  const { dateOf } = rows
  return {
    ...{ labels: taken(labels), scores: taken(rows.scores[0]!), shuffled: taken(shuffled) },
    groups: Uint32Array.from(kept, (group) => groups[group]!),
    // a group belongs to the date of its first row
    blocks: dateOf && Float64Array.from(kept, (group) => dateOf[starts[group]!]!),
    dropped: lone > 0 ? [{ reason: "groups of one row, which scikit-learn refuses", rows: lone }] : [],
  }
}

function* rowsOf(kept: Uint32Array, starts: Uint32Array, groups: Uint32Array): Generator<number> {
  for (const group of kept) for (let i = 0; i < groups[group]!; i++) yield starts[group]! + i
}

/** Two classes are not relevant and relevant, whatever they are called. */
function binaryAsRelevance(target: Float64Array): Float64Array {
  const found = [...new Set(target)]
  if (found.length !== 2 || found.includes(0)) return target
  const positive = Math.max(...found)
  return target.map((value) => Number(value === positive))
}

function startsOf(groups: Uint32Array): Uint32Array {
  let at = 0
  return groups.map((size) => {
    at += size
    return at - size
  })
}
