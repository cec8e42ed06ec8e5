import { coprimeStride, type Pixels } from "./beeswarm-pixels.js"
import { axisShare, PARALLEL, type ParallelData } from "./parallel.js"

/** What lines outside of the chosen parts, and lines without the last value, are drawn in. */
export interface LineColors {
  readonly scale: Uint32Array
  readonly outside: number
  readonly missing: number
}

/** Runs that are drawn between two chances to do something else. */
const SLICE = 200

/**
 * Draws a line a run into memory, where ten thousand shapes would stall the page. A fixed stride decides who lies on top;
 * lines within the chosen parts lie over the others. It stops after every few runs, to be gone on with.
 */
export function* drawParallel(
  pixels: Pixels,
  data: ParallelData,
  density: number,
  colors: LineColors,
): Generator<undefined, void> {
  const { axes, names, brushes = [] } = data
  const { top, bottom, height, side } = PARALLEL
  const places = axes.map((axis) => Float64Array.from(axis.values, placer(axisShare(axis).place)))
  const gap = (pixels.width - 2 * side * density) / Math.max(1, axes.length - 1)
  const columns = axes.map((_, a) => Math.round(side * density + a * gap))
  const row = (share: number) => Math.round((height - bottom - share * (height - bottom - top)) * density)
  const inside = names.map((_, run) =>
    brushes.every((brush, a) => !brush || (places[a]![run]! >= brush[0] && places[a]![run]! <= brush[1])),
  )
  const last = places.at(-1)
  const stride = coprimeStride(names.length)
  for (const wanted of inside.includes(false) ? [false, true] : [true]) {
    for (let step = 0, run = 0; step < names.length; step++, run = (run + stride) % names.length) {
      if (step % SLICE === SLICE - 1) yield
      if (inside[run] !== wanted) continue
      const end = last?.[run] ?? Number.NaN
      const own = Number.isNaN(end) ? colors.missing : colors.scale[Math.round(end * 255)]!
      const color = wanted ? own : colors.outside
      for (let a = 1; a < axes.length; a++) {
        const [from, to] = [places[a - 1]![run]!, places[a]![run]!]
        if (from >= 0 && to >= 0) line(pixels, columns[a - 1]!, row(from), columns[a]!, row(to), color, run + 1)
      }
    }
  }
}

function placer(place: (value: number | string | undefined) => number | undefined) {
  return (value: unknown): number => place(value as number | string | undefined) ?? Number.NaN
}

/** One pixel wide, from left to right; rows and columns are counted in 65536ths. */
function line(pixels: Pixels, x: number, y: number, toX: number, toY: number, color: number, id: number): void {
  const { width, height, colors, ids } = pixels
  const steps = Math.max(1, toX - x, Math.abs(toY - y))
  const dx = Math.trunc(((toX - x) * 65536) / steps)
  const dy = Math.trunc(((toY - y) * 65536) / steps)
  let [column, row] = [x * 65536 + 32768, y * 65536 + 32768]
  for (let i = 0; i <= steps; i++, column += dx, row += dy) {
    const at = (row >> 16) * width + (column >> 16)
    if (at < 0 || at >= width * height) continue
    colors[at] = color
    ids[at] = id
  }
}
