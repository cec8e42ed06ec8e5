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
 * page. Missing values lie under the others; a fixed stride through the rows decides who lies on top, so that neither
 * the first nor the last rows hide the rest.
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
  const strip = stripOf(pixels, s, placement)
  yield* pileUp(strip, swarm, s, placement)
  uncover(pixels, strip, swarm, s, discStamp(placement.radius, strip.width), scale)
}

/** The rows of the picture that one swarm has for itself. */
interface Strip {
  readonly top: number
  readonly width: number
  readonly height: number
  /** In each pixel the turn of the highest dot whose middle it is, 0 for none, and that dot. */
  readonly turns: Uint32Array
  readonly owners: Uint32Array
}

function stripOf({ width, height }: Pixels, s: number, { rowHeight }: Placement): Strip {
  const top = Math.max(0, Math.floor(s * rowHeight))
  const rows = Math.min(height, Math.ceil((s + 1) * rowHeight)) - top
  return { top, width, height: rows, turns: new Uint32Array(width * rows), owners: new Uint32Array(width * rows) }
}

/**
 * Dots are taken in their order in memory, each with the turn that it would be drawn at: where middles fall together
 * only the last one drawn can be seen.
 */
function* pileUp(strip: Strip, swarm: Swarm, s: number, placement: Placement): Steps<void> {
  const dots = swarm.values.length
  const step = inverse(coprimeStride(dots), dots)
  const middle = (s + 0.5) * placement.rowHeight - strip.top
  let turn = dots - step
  yield* overPoints(dots, (from, to) => {
    turn = pileSome(strip, swarm, placement, middle, step, turn, from, to)
  })
}

// A hot loop is a function of its own: what a closure shares with its generator is read again for every dot.
function pileSome(
  { width, height, turns, owners }: Strip,
  { values, heights, colors = values }: Swarm,
  { zero, perUnit, reach }: Placement,
  middle: number,
  step: number,
  before: number,
  from: number,
  to: number,
): number {
  const dots = values.length
  const last = dots - 1
  const [left, base] = [zero + 0.5, middle + 0.5]
  let turn = before
  for (let dot = from; dot < to; dot++) {
    turn += step
    // less all dots where it is that many, without a branch that nobody can foresee
    turn -= dots & ((last - turn) >> 31)
    const x = left + values[dot]! * perUnit
    const y = base - heights[dot]! * reach
    if (!(x >= 0 && x < width && y >= 0 && y < height)) continue
    const own = Number.isNaN(colors[dot]!) ? turn + 1 : turn + 1 + dots
    const at = (y | 0) * width + (x | 0)
    if (own <= turns[at]!) continue
    turns[at] = own
    owners[at] = dot
  }
  return turn
}

/** Each pixel shows the last drawn of the dots that reach it. */
function uncover(pixels: Pixels, strip: Strip, swarm: Swarm, s: number, stamp: Stamp, scale: Uint32Array): void {
  const { top, width, height, owners } = strip
  const dots = swarm.values.length
  const colorOf = dotColor(swarm, scale)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const place = highest(strip, stamp, x, y)
      if (place < 0) continue
      const dot = owners[place]!
      const at = (top + y) * width + x
      pixels.colors[at] = colorOf(dot)
      pixels.ids[at] = s * dots + dot + 1
    }
  }
}

/** Where the middle of the last drawn dot lies among those that reach a pixel; -1 for none. */
function highest({ width, height, turns }: Strip, { places, offsets, reach }: Stamp, x: number, y: number): number {
  let [most, found] = [0, -1]
  if (x >= reach && x < width - reach && y >= reach && y < height - reach) {
    const middle = y * width + x
    for (let i = 0; i < offsets.length; i++) {
      const at = middle + offsets[i]!
      if (turns[at]! <= most) continue
      most = turns[at]!
      found = at
    }
    return found
  }
  for (let i = 0; i < places.length; i += 2) {
    const [column, row] = [x + places[i]!, y + places[i + 1]!]
    if (column < 0 || column >= width || row < 0 || row >= height) continue
    const at = row * width + column
    if (turns[at]! <= most) continue
    most = turns[at]!
    found = at
  }
  return found
}

/** The pixel of a dot; grey for what has no place on the scale. */
function dotColor({ colors, limits }: Swarm, scale: Uint32Array): (dot: number) => number {
  if (!colors || !limits) return () => GREY
  const stepOf = scaleStep(limits)
  return (dot) => scale[stepOf(colors[dot]!)] ?? GREY
}

/** From a value to its place among the 256 colours of a scale; NaN for one that is missing. */
function scaleStep([low, high]: readonly [low: number, high: number]): (value: number) => number {
  const perUnit = high > low ? 255 / (high - low) : 0
  const middle = high > low ? 0 : 127.5
  return (value) => Math.max(0, Math.min(Math.round(middle + (value - low) * perUnit), 255))
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
  const stepOf = scaleStep(limits)
  yield* overPoints(dots, (from, to) => {
    for (let dot = from; dot < to; dot++) found[dot] = scale[stepOf(colors[dot]!)] ?? GREY
  })
  return found
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

/** The number by which steps of the stride are undone, for a stride without a common divisor (Euclid's algorithm). */
function inverse(stride: number, dots: number): number {
  let [a, b, x, y] = [stride % dots, dots, 1, 0]
  while (a > 1) {
    const quotient = Math.floor(b / a)
    ;[a, b, x, y] = [b - quotient * a, a, y - quotient * x, x]
  }
  return ((x % dots) + dots) % dots
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b)
}
