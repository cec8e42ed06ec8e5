// Base values: the expected margin under the covers.
import { Bins } from "../bins"
import { F64s, release, reserve } from "../memory"
import { createPaths, releasePaths, traceTree } from "./paths"

/** Adds each output's expected margin to `expected` (outputs numbers). */
export function expectedMargins(bins: Bins, expected: F64s): void {
  const forest = bins.forest
  const width = forest.width
  const paths = createPaths(bins)
  const shares = changetype<F64s>(reserve((<usize>forest.nodes) << 3))
  for (let tree = 0; tree < forest.trees; tree++) {
    traceTree(paths, tree)
    const output = width > 1 ? 0 : forest.treeOutputs[tree]
    shares[0] = 1
    for (let i = 0; i < paths.nodes; i++) {
      if (i > 0) shares[i] = shares[paths.parents[i]] * paths.ratios[i]
      if (paths.inner[i] > 0) continue
      for (let k = 0; k < width; k++) {
        expected[output + k] = expected[output + k] + shares[i] * forest.values[(paths.root + i) * width + k]
      }
    }
  }
  release(changetype<usize>(shares))
  releasePaths(paths)
}
