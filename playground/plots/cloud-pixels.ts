import { coprimeStride, discStamp, type Pixels, put, scaleColors } from "./beeswarm-pixels.js"
import { CLOUD_MARGIN, type CloudAxis, type CloudData, type CloudScales } from "./cloud.js"
import { colorLimitsInSteps } from "./color-limits.js"
import { atOnce, overPoints, type Steps } from "./steps.js"

/** How far a point of a category is moved from its place, as a share of the gap between categories. */
const JITTER = 0.6
/** Where points without an x stand. */
const EDGE = CLOUD_MARGIN.left + 1

/**
 * Draws a cloud's points into memory with the id of each (point + 1). Points without an x stand on the left edge; those
 * without a y are left out. A fixed stride decides who lies on top.
 */
export function drawCloud(...given: Parameters<typeof drawCloudInSteps>): void {
  atOnce(drawCloudInSteps(...given))
}

/** The same, step by step. */
export function* drawCloudInSteps(
  pixels: Pixels,
  data: CloudData,
  scales: CloudScales,
  density: number,
  scale: Uint32Array,
  plain: number,
): Steps<void> {
  const { x, y, color } = data
  const points = x.values.length
  const limits = color && (yield* limitsOf(color))
  const colors = color ? yield* scaleColors(points, color.values, limits, scale) : new Uint32Array(points).fill(plain)
  const stamp = discStamp(radiusOf(points) * density, pixels.width)
  const [atX, atY] = [placer(x, scales.x, density), placer(y, scales.y, density)]
  const edge = Math.round(EDGE * density)
  const stride = coprimeStride(points)
  let point = -stride
  yield* overPoints(points, (from, to) => {
    for (let step = from; step < to; step++) {
      point += stride
      if (point >= points) point -= points
      const row = atY(point)
      if (Number.isNaN(row)) continue
      const column = atX(point)
      put(pixels, Number.isNaN(column) ? edge : column, row, stamp, colors[point]!, point + 1)
    }
  })
}

/** Where a point is drawn. */
export function placeOfPoint({ x, y }: CloudData, scales: CloudScales, point: number): { x: number; y: number } {
  const column = placer(x, scales.x, 1)(point)
  return { x: Number.isNaN(column) ? EDGE : column, y: placer(y, scales.y, 1)(point) }
}

function* limitsOf({ values, categories }: CloudAxis): Steps<readonly [low: number, high: number] | undefined> {
  return categories ? [0, categories.length - 1] : yield* colorLimitsInSteps(values)
}

/** The more points, the smaller. */
function radiusOf(points: number): number {
  return points > 200_000 ? 0 : points > 20_000 ? 0.6 : points > 2000 ? 1.5 : 2.5
}

/** From a point to its pixel; NaN where it is missing. */
function placer(axis: CloudAxis, scale: (value: number) => number, density: number): (point: number) => number {
  const { values } = axis
  const [zero, one] = [scale(0) * density, scale(1) * density]
  const perUnit = one - zero
  if (!axis.categories) return (point) => Math.round(zero + values[point]! * perUnit)
  return (point) => Math.round(zero + (values[point]! + JITTER * (hashed(point) - 0.5)) * perUnit)
}

/** A number in [0, 1) that is the same at every drawing. */
function hashed(point: number): number {
  return ((Math.imul(point + 1, 0x9e3779b1) >>> 8) & 0xffff) / 0x10000
}
