import type { Ensemble } from "./data/ensemble.js"
import { viewForest } from "./data/forest.js"
import { sliceForest } from "./data/slice-forest.js"

const splits = new WeakMap<Ensemble, Map<number, Ensemble[]>>()

/**
 * By trees each worker codes all rows and hands over numbers for all of them, by rows each builds all tables. Tables
 * weigh more up to so many rows; what a worker then holds is bounded, too, and so few rows are not worth two calls.
 */
const MOST_ROWS = 100_000
const MOST_CELLS = 2 ** 24
const FEW_ROWS = 512

/** Whether a call is better shared out by trees than by rows. What is no sum over trees cannot be. */
export function paysByTrees(
  ensemble: Ensemble,
  rows: number,
  { pairs, space }: { readonly pairs?: "all" | "sums"; readonly space: "raw" | "probability" },
  workers: number,
): boolean {
  const { trees, linearStarts } = viewForest(ensemble.forest)
  const additive = pairs !== "sums" && space === "raw" && linearStarts.length === 0
  const width = ensemble.features.length
  const cells = rows * ensemble.outputs * (pairs ? width * width : width)
  const fits = rows >= FEW_ROWS && rows < MOST_ROWS && cells <= MOST_CELLS
  return additive && fits && workers > 1 && trees >= 8 * workers
}

/** The slices that were made of a model so far. */
export function knownSlices(ensemble: Ensemble): Ensemble[] {
  return [...(splits.get(ensemble)?.values() ?? [])].flat()
}

/**
 * A model as several, each with a run of its trees of about as many nodes, the first with the base: their margins and
 * SHAP values add up to the model's. The same models every time, so that each stays where it was loaded.
 */
export function splitTrees(ensemble: Ensemble, count: number): Ensemble[] {
  const known = splits.get(ensemble) ?? new Map<number, Ensemble[]>()
  splits.set(ensemble, known)
  const parts = known.get(count) ?? cut(ensemble, count)
  known.set(count, parts)
  return parts
}

function cut(ensemble: Ensemble, count: number): Ensemble[] {
  const { roots, trees, nodes } = viewForest(ensemble.forest)
  const ends = Array.from({ length: count }, (_, part) => {
    const end = roots.findIndex((root) => root >= (nodes * (part + 1)) / count)
    return part === count - 1 ? trees : end
  })
  return ends.map((end, part) => ({
    ...ensemble,
    base: part === 0 ? ensemble.base : new Float64Array(ensemble.base.length),
    forest: sliceForest(ensemble.forest, part === 0 ? 0 : ends[part - 1]!, end),
  }))
}
