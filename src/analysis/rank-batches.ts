import type { Column, NumberColumn } from "../data/column.js"
import { findColumn, type Table } from "../data/table.js"
import type { AdditivityError, Explanation } from "../results/explanation.js"
import type { Matching } from "../results/matching.js"
import type { RankedFeature } from "../results/ranking.js"
import { rankFeatures } from "./rank-features.js"
import { SampledBatches } from "./sampled-batches.js"

/** Memory for the rows of which directions are told. */
const SAMPLE_BYTES = 2 ** 25
const FEWEST = 1000

/**
 * The ranking of `rankFeatures` over batches: means are over all rows, correlations and with them directions over a
 * seeded sample where the rows are more than it has room for.
 */
export class BatchRanking {
  private readonly seed: number
  private readonly output: number | undefined
  private sums: { abs: Float64Array; plain: Float64Array }[] = []
  private sample: SampledBatches | undefined
  private sampleSize = 0
  private last: Explanation | undefined
  private matching: Matching | undefined
  private rows = 0
  private error = { max: 0, scale: 0 }

  /** @param output one output only; by default the numbers are means over all. */
  constructor(seed: number, output?: number) {
    this.seed = seed
    this.output = output
  }

  add(explanation: Explanation, table: Table): void {
    this.last ??= explanation
    this.addSums(explanation)
    this.addError(explanation)
    this.matching = mergeMatching(this.matching, explanation.matching)
    this.rows += table.rows
    const { features, outputs } = explanation
    if (!this.sample) {
      this.sampleSize = Math.max(FEWEST, Math.floor(SAMPLE_BYTES / (8 * features.length * (outputs + 1))))
      this.sample = new SampledBatches(this.sampleSize, this.seed)
    }
    this.sample.add(withShap(explanation, table))
  }

  /** @throws RangeError for an output that there is not. */
  finish(): {
    features: RankedFeature[]
    rows: number
    /** How many rows directions are told of. */
    sampled: number
    baseValues: number[]
    additivityError: AdditivityError
    matching: Matching
  } {
    const { max, scale } = this.error
    const { table, rows } = this.sample!.finish()
    return {
      features: this.ranked(table),
      rows: this.rows,
      sampled: rows.length,
      baseValues: [...this.last!.baseValues],
      additivityError: { max, relative: max === 0 ? 0 : max / scale },
      matching: this.matching!,
    }
  }

  private ranked(sample: Table): RankedFeature[] {
    const { last, sums, rows } = this
    const values = sums.map((_, k) =>
      last!.features.map((_, j) => (findColumn(sample, shapName(k, j)) as NumberColumn).values),
    )
    const features = new Map(last!.features.map((feature, j) => [feature, j]))
    const ranked = rankFeatures({ ...last!, values, matching: this.matching! }, sample, this.output)
    const outputs = this.output === undefined ? sums : [sums[this.output]!]
    const mean = (kind: "abs" | "plain", j: number) =>
      rows === 0 ? 0 : outputs.reduce((sum, each) => sum + each[kind][j]! / rows, 0) / outputs.length
    return ranked
      .map((each) => {
        const j = features.get(each.feature)!
        return { ...each, meanAbsShap: mean("abs", j), meanShap: mean("plain", j) }
      })
      .sort((a, b) => b.meanAbsShap - a.meanAbsShap || features.get(a.feature)! - features.get(b.feature)!)
  }

  private addSums({ values, features }: Explanation): void {
    values.forEach((columns, k) => {
      this.sums[k] ??= { abs: new Float64Array(features.length), plain: new Float64Array(features.length) }
      const { abs, plain } = this.sums[k]
      columns.forEach((column, j) => {
        let sum = plain[j]!
        let size = abs[j]!
        for (const value of column) {
          sum += value
          size += Math.abs(value)
        }
        plain[j] = sum
        abs[j] = size
      })
    })
  }

  private addError({ additivityError, margins }: Explanation): void {
    this.error.max = Math.max(this.error.max, additivityError.max)
    for (const margin of margins) this.error.scale = Math.max(this.error.scale, Math.abs(margin))
  }
}

/** The columns of the features with their SHAP values beside them, so that a sample takes the same rows of both. */
function withShap({ values, matching }: Explanation, table: Table): Table {
  const names = new Set(matching.columns)
  const shap = values.flatMap((columns, k) =>
    columns.map((column, j): Column => ({ name: shapName(k, j), type: "number", values: column })),
  )
  return { ...table, columns: [...table.columns.filter(({ name }) => names.has(name)), ...shap] }
}

/** No column of a file has such a name. */
function shapName(output: number, feature: number): string {
  return `\0${output}:${feature}`
}

/** What matching said of several batches: unseen categories with the rows of all. */
function mergeMatching(all: Matching | undefined, batch: Matching): Matching {
  if (!all) return batch
  const unseen = new Map(all.unseen.map((each) => [JSON.stringify([each.feature, each.category]), each]))
  for (const each of batch.unseen) {
    const key = JSON.stringify([each.feature, each.category])
    unseen.set(key, { ...each, rows: each.rows + (unseen.get(key)?.rows ?? 0) })
  }
  return { ...all, unseen: [...unseen.values()], notes: [...new Set([...all.notes, ...batch.notes])] }
}
