// Base values: each output's mean over the training rows, leaves weighed by their nodes' shares.
import { Bins } from "../bins"
import { coverRatio } from "../forest"
import { F64s, release, reserve } from "../memory"

/** Adds each output's expected margin under the covers to `expected` (outputs numbers). */
export function expectedMargins(bins: Bins, expected: F64s): void {
  const forest = bins.forest
  const width = forest.width
  const shares = changetype<F64s>(reserve((<usize>forest.nodes) << 3))
  for (let tree = 0; tree < forest.trees; tree++) {
    const output = width > 1 ? 0 : forest.treeOutputs[tree]
    shares[forest.roots[tree]] = 1
    for (let i = forest.roots[tree]; i < forest.roots[tree + 1]; i++) {
      if (forest.splits[i] >= 0) {
        const right = forest.rights[i]
        shares[i + 1] = shares[i] * coverRatio(forest, i, i + 1)
        shares[right] = shares[i] * coverRatio(forest, i, right)
        continue
      }
      for (let k = 0; k < width; k++) {
        expected[output + k] = expected[output + k] + shares[i] * forest.values[i * width + k]
      }
    }
  }
  release(changetype<usize>(shares))
}
