import { spearman } from "../kernels/metrics/spearman.js"
import type { ShapDrift } from "../results/drift.js"
import type { RankedFeature } from "../results/ranking.js"
import { type DriftThresholds, standing } from "./drift-thresholds.js"

/** A ranking by mean |SHAP|, and how many rows it was made of. */
export interface RankedRows {
  readonly rows: number
  readonly features: readonly RankedFeature[]
}

/** Places that the overlap is about. */
const TOP = 10

/** How the places of a model's features by mean |SHAP| changed; the largest changes first. */
export function shapDrift(
  reference: RankedRows,
  current: RankedRows,
  { shapWarn, shapFail }: DriftThresholds,
): ShapDrift {
  const now = new Map(current.features.map((each, i) => [each.feature, { rank: i + 1, size: each.meanAbsShap }]))
  const features = reference.features.map(({ feature, meanAbsShap }, i) => {
    const { rank, size } = now.get(feature)!
    const ranks = { referenceRank: i + 1, currentRank: rank, rise: i + 1 - rank }
    return { feature, ...ranks, referenceMeanAbsShap: meanAbsShap, currentMeanAbsShap: size }
  })
  const top = Math.min(TOP, features.length)
  const stayed = features.filter(({ referenceRank, currentRank }) => referenceRank <= top && currentRank <= top)
  const rankCorrelation = correlation(
    features.map((each) => each.referenceMeanAbsShap),
    features.map((each) => each.currentMeanAbsShap),
  )
  // Small correlations are the bad ones.
  const status = rankCorrelation === null ? "pass" : standing(-rankCorrelation, -shapWarn, -shapFail)
  return {
    ...{ rows: { reference: reference.rows, current: current.rows }, rankCorrelation, top },
    ...{ overlap: top > 0 ? stayed.length / top : 1, status },
    features: features.sort((a, b) => Math.abs(b.rise) - Math.abs(a.rise) || a.referenceRank - b.referenceRank),
  }
}

function correlation(a: readonly number[], b: readonly number[]): number | null {
  if (new Set(a).size < 2 || new Set(b).size < 2) return null
  return spearman(Float64Array.from(a), Float64Array.from(b))
}
