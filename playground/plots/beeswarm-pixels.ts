import { GREY, scalePixels } from "./palette.js"

/** One feature's dots. */
export interface Swarm {
  /** SHAP values, one a dot. */
  readonly values: Float64Array
  /** The feature's values, which colour the dots; undefined for a feature without a scale. */
  readonly colors: Float64Array | Float32Array | undefined
  readonly limits: readonly [low: number, high: number] | undefined
  /** Heights in [-1, 1], see beeswarmLayout. */
  readonly heights: Float32Array
}

/** A picture and, for each pixel, the dot that is seen there: swarm * dots + dot + 1, 0 for none. */
export interface Pixels {
  readonly width: number
  readonly height: number
  readonly colors: Uint32Array
  readonly ids: Uint32Array
}

export interface Placement {
  /** Pixel of a SHAP value. */
  x(value: number): number
  /** Pixel of the middle line of swarm i. */
  y(swarm: number): number
  /** Pixels from the middle line to the highest dot. */
  readonly reach: number
  /** Radius of a dot in pixels. */
  readonly radius: number
}

/**
 * Draws dots into memory, a million in milliseconds, where a million shapes would stall the page. Missing values are
 * drawn first, under the others; then a fixed stride through the rows decides who lies on top, so that neither the
 * first nor the last rows hide the rest.
 */
export function drawSwarms(swarms: readonly Swarm[], width: number, height: number, placement: Placement): Pixels {
  const pixels = { width, height, colors: new Uint32Array(width * height), ids: new Uint32Array(width * height) }
  const stamp = discOffsets(placement.radius)
  swarms.forEach((swarm, s) => {
    for (const present of [false, true]) drawSwarm(pixels, swarm, s, placement, stamp, present)
  })
  return pixels
}

function drawSwarm(pixels: Pixels, swarm: Swarm, s: number, placement: Placement, stamp: Int32Array, present: boolean) {
  const dots = swarm.values.length
  const middle = placement.y(s)
  const stride = coprimeStride(dots)
  for (let step = 0, dot = 0; step < dots; step++, dot = (dot + stride) % dots) {
    const color = colorOf(swarm, dot)
    if ((color !== GREY || !swarm.colors) !== present) continue
    const x = Math.round(placement.x(swarm.values[dot]!))
    const y = Math.round(middle - swarm.heights[dot]! * placement.reach)
    put(pixels, x, y, stamp, color, s * dots + dot + 1)
  }
}

function put(
  { width, height, colors, ids }: Pixels,
  x: number,
  y: number,
  stamp: Int32Array,
  color: number,
  id: number,
) {
  for (let i = 0; i < stamp.length; i += 2) {
    const column = x + stamp[i]!
    const row = y + stamp[i + 1]!
    if (column < 0 || column >= width || row < 0 || row >= height) continue
    colors[row * width + column] = color
    ids[row * width + column] = id
  }
}

function colorOf({ colors, limits }: Swarm, dot: number): number {
  if (!colors || !limits) return GREY
  const value = colors[dot]!
  if (Number.isNaN(value)) return GREY
  const [low, high] = limits
  const share = high > low ? (value - low) / (high - low) : 0.5
  return scalePixels[Math.max(0, Math.min(255, Math.round(share * 255)))]!
}

/** The pixels of a disc around its middle: x, y, x, y ... */
function discOffsets(radius: number): Int32Array {
  const offsets: number[] = []
  const reach = Math.ceil(radius)
  for (let y = -reach; y <= reach; y++) {
    for (let x = -reach; x <= reach; x++) if (x * x + y * y <= radius * radius + 0.25) offsets.push(x, y)
  }
  return Int32Array.from(offsets)
}

/** A step near the golden section that visits every dot once. */
function coprimeStride(dots: number): number {
  let stride = Math.max(1, Math.floor(dots * 0.618))
  while (greatestDivisor(stride, dots) > 1) stride++
  return stride
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b)
}
