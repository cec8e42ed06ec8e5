/** How long one call into a kernel should take: long enough to matter, short enough to stop soon. */
const STEP_MS = 8

/**
 * Runs a kernel over all trees for one block of rows, a few trees a call, as many as fill a step. Yields the rows
 * done so far, counting a half-finished block by its share of trees.
 */
export function* treeSteps(
  trees: number,
  from: number,
  rows: number,
  run: (fromTree: number, toTree: number) => void,
): Generator<number> {
  let stride = 1
  for (let tree = 0; tree < trees; ) {
    const end = Math.min(trees, tree + stride)
    const started = performance.now()
    run(tree, end)
    const took = performance.now() - started
    if (took < STEP_MS / 2) stride *= 2
    else if (took > STEP_MS) stride = Math.max(1, stride >> 1)
    tree = end
    yield from + Math.floor((rows * tree) / trees)
  }
}
