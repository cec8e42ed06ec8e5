import { type Forest, layOutForest, traitsOf, viewForest } from "./forest.js"

/** Trees [from, to) of a forest as a forest of their own. */
export function sliceForest(buffer: ArrayBuffer, from: number, to: number): ArrayBuffer {
  const whole = viewForest(buffer)
  const [start, end] = [whole.roots[from]!, whole.roots[to]!]
  const setStart = whole.setStarts[start] ?? 0
  const termStart = whole.linearStarts[start] ?? 0
  const sets = (whole.setStarts[end] ?? 0) - setStart
  const linear = whole.linearStarts.length > 0
  const terms = (whole.linearStarts[end] ?? 0) - termStart
  const sizes = { trees: to - from, nodes: end - start, width: whole.width, sets, linear, terms }
  const slice = layOutForest(sizes, traitsOf(buffer))
  const part = viewForest(slice)
  part.treeOutputs.set(whole.treeOutputs.subarray(from, to))
  part.roots.set(whole.roots.subarray(from, to + 1).map((root) => root - start))
  copyNodes(whole, part, start, end)
  if (sets > 0) part.setStarts.set(whole.setStarts.subarray(start, end + 1).map((at) => at - setStart))
  part.categories.set(whole.categories.subarray(setStart, setStart + sets))
  if (linear) part.linearStarts.set(whole.linearStarts.subarray(start, end + 1).map((at) => at - termStart))
  part.linearFeatures.set(whole.linearFeatures.subarray(termStart, termStart + terms))
  part.linearCoefficients.set(whole.linearCoefficients.subarray(termStart, termStart + terms))
  return slice
}

function copyNodes(whole: Forest, part: Forest, start: number, end: number): void {
  part.splits.set(whole.splits.subarray(start, end))
  part.rights.set(whole.rights.subarray(start, end).map((right) => (right < 0 ? right : right - start)))
  part.rules.set(whole.rules.subarray(start, end))
  part.thresholds.set(whole.thresholds.subarray(start, end))
  part.covers.set(whole.covers.subarray(start, end))
  part.gains.set(whole.gains.subarray(start, end))
  part.values.set(whole.values.subarray(start * whole.width, end * whole.width))
  part.linearConstants.set(whole.linearConstants.subarray(start, end))
}
