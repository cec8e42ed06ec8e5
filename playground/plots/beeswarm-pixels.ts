import { GREY, paletteOf } from "./palette.js"
import { atOnce, overPoints, type Steps } from "./steps.js"

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
  /** Pixel of the SHAP value 0, and pixels a unit. */
  readonly zero: number
  readonly perUnit: number
  /** Pixels from one swarm's middle line to the next; the first stands half as far from the top. */
  readonly rowHeight: number
  /** Pixels from the middle line to the highest dot. */
  readonly reach: number
  /** Radius of a dot in pixels. */
  readonly radius: number
}

/** An empty picture. */
export function blankPixels(width: number, height: number): Pixels {
  return { width, height, colors: new Uint32Array(width * height), ids: new Uint32Array(width * height) }
}

/**
 * Draws the dots of swarm s into memory, a million in some ten milliseconds, where a million shapes would stall the
 * page. Missing values are drawn first, under the others; then a fixed stride through the rows decides who lies on top,
 * so that neither the first nor the last rows hide the rest.
 */
export function drawSwarm(...given: Parameters<typeof drawSwarmInSteps>): void {
  atOnce(drawSwarmInSteps(...given))
}

/** The same, step by step. */
export function* drawSwarmInSteps(
  pixels: Pixels,
  swarm: Swarm,
  s: number,
  placement: Placement,
  scale: Uint32Array = paletteOf("shap", false).pixels,
): Steps<void> {
  const colors = yield* scaleColors(swarm.values.length, swarm.colors, swarm.limits, scale)
  const stamp = discStamp(placement.radius, pixels.width)
  // What is grey in a swarm with a scale is missing.
  const hasMissing = swarm.colors !== undefined && colors.includes(GREY)
  if (hasMissing) yield* drawDots(pixels, swarm, s, colors, placement, stamp, "missing")
  yield* drawDots(pixels, swarm, s, colors, placement, stamp, hasMissing ? "present" : "all")
}

/** The dot that is seen at a pixel or nearest to it (swarm * dots + dot); undefined when none is within reach. */
export function nearestDot({ width, ids }: Pixels, x: number, y: number, most: number): number | undefined {
  for (let reach = 0; reach <= most; reach++) {
    for (let dy = -reach; dy <= reach; dy++) {
      for (let dx = -reach; dx <= reach; dx++) {
        const id = ids[(y + dy) * width + x + dx]
        if (id) return id - 1
      }
    }
  }
  return undefined
}

/** The pixel of every dot, step by step; grey for what has no place on the scale. */
export function* scaleColors(
  dots: number,
  colors: Float64Array | Float32Array | undefined,
  limits: readonly [low: number, high: number] | undefined,
  scale: Uint32Array,
): Steps<Uint32Array> {
  const found = new Uint32Array(dots).fill(GREY)
  if (!colors || !limits) return found
  const [low, high] = limits
  const perUnit = high > low ? 255 / (high - low) : 0
  const middle = high > low ? 0 : 127.5
  yield* overPoints(dots, (from, to) => {
    for (let dot = from; dot < to; dot++) {
      const step = Math.round(middle + (colors[dot]! - low) * perUnit)
      if (!Number.isNaN(step)) found[dot] = scale[Math.max(0, Math.min(step, 255))]!
    }
  })
  return found
}

function* drawDots(
  pixels: Pixels,
  { values, heights }: Swarm,
  s: number,
  dotColors: Uint32Array,
  { zero, perUnit, rowHeight, reach }: Placement,
  stamp: Stamp,
  wanted: "all" | "missing" | "present",
): Steps<void> {
  const dots = values.length
  const middle = (s + 0.5) * rowHeight
  const stride = coprimeStride(dots)
  let dot = -stride
  yield* overPoints(dots, (from, to) => {
    for (let step = from; step < to; step++) {
      dot += stride
      if (dot >= dots) dot -= dots
      const color = dotColors[dot]!
      if (wanted !== "all" && (color === GREY) !== (wanted === "missing")) continue
      const x = Math.round(zero + values[dot]! * perUnit)
      const y = Math.round(middle - heights[dot]! * reach)
      put(pixels, x, y, stamp, color, s * dots + dot + 1)
    }
  })
}

/** The pixels of a disc: their places around its middle (x, y, x, y ...) and, in a picture of one width, as offsets. */
export interface Stamp {
  readonly places: Int32Array
  readonly offsets: Int32Array
  readonly reach: number
}

/** Puts a disc of one colour and one id at a place. */
export function put(
  { width, height, colors, ids }: Pixels,
  x: number,
  y: number,
  stamp: Stamp,
  color: number,
  id: number,
): void {
  const { places, offsets, reach } = stamp
  if (x >= reach && x < width - reach && y >= reach && y < height - reach) {
    const middle = y * width + x
    for (let i = 0; i < offsets.length; i++) {
      colors[middle + offsets[i]!] = color
      ids[middle + offsets[i]!] = id
    }
    return
  }
  for (let i = 0; i < places.length; i += 2) {
    const column = x + places[i]!
    const row = y + places[i + 1]!
    if (column < 0 || column >= width || row < 0 || row >= height) continue
    const at = row * width + column
    colors[at] = color
    ids[at] = id
  }
}

/** A disc of a radius for pictures of a width. */
export function discStamp(radius: number, width: number): Stamp {
  const places: number[] = []
  const reach = Math.ceil(radius)
  for (let y = -reach; y <= reach; y++) {
    for (let x = -reach; x <= reach; x++) if (x * x + y * y <= (radius + 0.5) ** 2) places.push(x, y)
  }
  const offsets = Int32Array.from({ length: places.length / 2 }, (_, i) => places[2 * i + 1]! * width + places[2 * i]!)
  return { places: Int32Array.from(places), offsets, reach }
}

/** A step near the golden section that visits every dot once. */
export function coprimeStride(dots: number): number {
  let stride = Math.max(1, Math.floor(dots * 0.618))
  while (greatestDivisor(stride, dots) > 1) stride++
  return stride
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b)
}
