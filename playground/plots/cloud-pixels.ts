import { coprimeStride, discStamp, type Pixels, put, scaleColors } from "./beeswarm-pixels.js"
import { CLOUD_MARGIN, type CloudAxis, type CloudData, type CloudScales } from "./cloud.js"
import { colorLimits } from "./color-limits.js"

/** How far a point of a category is moved from its place, as a share of the gap between categories. */
const JITTER = 0.6

/**
 * Draws a cloud's points into memory with the id of each (point + 1). Points without an x stand on the left edge; those
 * without a y are left out. A fixed stride decides who lies on top.
 */
export function drawCloud(
  pixels: Pixels,
  data: CloudData,
  scales: CloudScales,
  density: number,
  scale: Uint32Array,
  plain: number,
): void {
  const { x, y, color } = data
  const points = x.values.length
  const limits = color && (color.categories ? ([0, color.categories.length - 1] as const) : colorLimits(color.values))
  const colors = color ? scaleColors(points, color.values, limits, scale) : new Uint32Array(points).fill(plain)
  const stamp = discStamp(radiusOf(points) * density, pixels.width)
  const [atX, atY] = [placer(x, scales.x, density), placer(y, scales.y, density)]
  const edge = Math.round((CLOUD_MARGIN.left + 1) * density)
  const stride = coprimeStride(points)
  for (let step = 0, point = 0; step < points; step++) {
    const row = atY(point)
    if (!Number.isNaN(row)) {
      const column = atX(point)
      put(pixels, Number.isNaN(column) ? edge : column, row, stamp, colors[point]!, point + 1)
    }
    point = point + stride < points ? point + stride : point + stride - points
  }
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
