/** Longer parts are halved. */
const BLOCK = 128

/**
 * The sum of values, added in the order of numpy's `sum`: eight running sums a block, blocks in pairs. Its rounding
 * error grows with the logarithm of the length only.
 */
export function pairwiseSum(values: Float64Array): number {
  return sumOf(values, 0, values.length)
}

function sumOf(values: Float64Array, from: number, count: number): number {
  if (count > BLOCK) {
    const half = Math.floor(count / 2)
    const first = half - (half % 8)
    return sumOf(values, from, first) + sumOf(values, from + first, count - first)
  }
  const eights = count < 8 ? 0 : count - (count % 8)
  let sum = eights > 0 ? sumOfEights(values, from, eights) : 0
  for (let i = from + eights; i < from + count; i++) sum += values[i]!
  return sum
}

function sumOfEights(values: Float64Array, from: number, count: number): number {
  const lanes = values.slice(from, from + 8)
  for (let i = 8; i < count; i++) lanes[i % 8]! += values[from + i]!
  const [a, b, c, d, e, f, g, h] = lanes as unknown as readonly [
    ...[number, number, number, number],
    ...[number, number, number, number],
  ]
  return a + b + (c + d) + (e + f + (g + h))
}
