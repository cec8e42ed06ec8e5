// From sums of integers to margins.
import { F64s } from "../memory"
import { Permutation } from "./plan"

/**
 * Writes margins (rows x outputs, row-major): `base` of each output, the unpermuted `sums` and a unit's `deltas`
 * (0: none), both columns of `rows` integers an output.
 */
export function permutedMargins(
  plan: Permutation,
  base: F64s,
  sums: usize,
  deltas: usize,
  rows: i32,
  margins: F64s,
): void {
  const outputs = plan.bins.forest.outputs
  const grain = plan.grain
  for (let k = 0; k < outputs; k++) {
    const start = base[k]
    const column = (<usize>(k * rows)) << 3
    for (let row = 0; row < rows; row++) {
      const at = column + ((<usize>row) << 3)
      let sum = load<i64>(sums + at)
      if (deltas) sum += load<i64>(deltas + at)
      margins[row * outputs + k] = start + <f64>sum * grain
    }
  }
}
