import type { Ensemble } from "../data/ensemble.js"
import type { Arena } from "../wasm/arena.js"
import type { Pointer } from "../wasm/binary.js"
import { scoreColumns } from "./score-columns.js"
import type { Scoring } from "./scoring.js"
import { traitsOfMetric } from "./scoring-metrics.js"
import { predictionsIn } from "./scoring-space.js"

/** Beyond this exponent distinct margins share one probability: ties, as scikit-learn sees them. */
const SATURATED = 16

/** A metric whose target is settled, for many predictions of the same rows. Higher is better. */
export interface Scorer {
  /** The score of the unpermuted margins, which are to come first: how predictions are compared is settled by them. */
  baseline(margins: Pointer): number
  /** The score of margins in the kernels' memory, rows x outputs, row-major. */
  score(margins: Pointer): number
  release(): void
}

/** @throws RangeError as the metric does. */
export function createScorer(arena: Arena, ensemble: Ensemble, scoring: Scoring, rows: number): Scorer {
  const { space, loss } = traitsOfMetric(scoring.metric)
  const size = rows * ensemble.outputs
  const predictions = predictionsIn(ensemble, space, scoring)
  const fast = scoring.metric === "rocAuc" && ensemble.outputs === 1 ? putAuc(arena, scoring) : undefined
  let asMargins = false
  const score = (margins: Pointer) => {
    const columns = predictions(arena.doubles(margins, size), asMargins)
    return (loss ? -1 : 1) * scoreColumns(scoring, columns)
  }
  return {
    baseline: (margins) => {
      asMargins = space === "order" && ensemble.outputs === 1 && !saturates(ensemble, arena.doubles(margins, size))
      return score(margins)
    },
    score: (margins) =>
      fast && asMargins ? arena.kernels.rocAuc(fast.labels, margins, fast.weights, rows) : score(margins),
    release: () => {
      if (fast) arena.release(fast.labels, fast.weights)
    },
  }
}

function saturates({ transform }: Ensemble, margins: Float64Array): boolean {
  const { kind, scale = 1, average = 1 } = transform
  const limit = (SATURATED * average) / scale
  return kind === "sigmoid" && margins.some((margin) => margin > limit)
}

/** Labels and weights stay beside the margins: thousands of AUCs copy nothing. */
function putAuc(arena: Arena, { targets: [target], weights }: Scoring): { labels: Pointer; weights: Pointer } {
  return { labels: arena.put(Uint8Array.from(target!)), weights: weights ? arena.put(weights) : 0 }
}
