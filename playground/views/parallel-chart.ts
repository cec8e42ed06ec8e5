import { css, html, nothing, type PropertyValues } from "lit"
import { customElement, state } from "lit/decorators.js"
import { blankPixels, nearestDot, type Pixels } from "../plots/beeswarm-pixels.js"
import { GREY } from "../plots/palette.js"
import { PARALLEL, type ParallelData, parallelPlot, SHAPES, said } from "../plots/parallel.js"
import { drawParallel } from "../plots/parallel-pixels.js"
import type { Plot } from "../plots/plot.js"
import type { ChartFrame } from "./chart-frame.js"
import { ChartView } from "./chart-view.js"
import { LookController } from "./look-controller.js"

/** Lines outside of the chosen parts: grey, an eighth of it. */
const OUTSIDE = (GREY & 0xffffff) | (0x20 << 24)

/** Pixels between two axes at least, for their names and values. */
const LEAST_GAP = 92
/** Milliseconds that are drawn at a time. */
const SLICE_MS = 12

type Brush = readonly [number, number] | undefined

/** Runs as lines over axes; a part of an axis is chosen by dragging along it. */
@customElement("parallel-chart")
export class ParallelChart extends ChartView<ParallelData> {
  static override styles = [
    ...ChartView.styles,
    css`
      canvas + svg {
        position: relative;
      }
      chart-frame > svg {
        max-width: none;
      }
      chart-frame {
        overflow-x: auto;
        position: relative;
      }
    `,
  ]

  private readonly look = new LookController(this)
  @state() private brushes: readonly Brush[] = []
  private dragged: { axis: number; from: number } | undefined
  protected readonly plot: Plot<ParallelData> = {
    ...parallelPlot,
    draw: (data, width) => parallelPlot.draw({ ...data, palette: this.look.scale }, widthOf(data, width)),
  }
  private pause: ReturnType<typeof setTimeout> | undefined
  private pixels: Pixels | undefined

  override willUpdate(changed: PropertyValues<this>) {
    if (changed.has("data")) this.brushes = this.data?.brushes ?? []
  }

  override render() {
    return html`<div @pointerdown=${this.start} @pointermove=${this.drag} @pointerup=${this.end}>${super.render()}</div>`
  }

  protected override drawn(data: ParallelData): ParallelData {
    return { ...data, brushes: this.brushes }
  }

  /** Under many lines' axes lies their picture. */
  protected override controls({ names }: ParallelData) {
    return html`
      ${this.brushes.some(Boolean) ? html`<div slot="controls" class="controls"><button @click=${this.clear}>Clear the chosen parts</button></div>` : nothing}
      ${names.length > SHAPES ? html`<canvas style="position:absolute;width:${this.room}px;height:${PARALLEL.height}px"></canvas>` : nothing}`
  }

  private readonly clear = () => {
    this.brushes = []
  }

  /** The drawing's width. */
  private get room(): number {
    return this.data ? widthOf(this.data, this.width) : this.width
  }

  /** Many lines are drawn in tasks of their own. */
  override updated() {
    clearTimeout(this.pause)
    this.pause = setTimeout(() => this.paint())
  }

  private paint() {
    const { data, look, room: width } = this
    if (!data || data.names.length <= SHAPES) return
    const density = window.devicePixelRatio || 1
    const pixels = blankPixels(Math.round(width * density), Math.round(PARALLEL.height * density))
    const colors = { scale: look.scale.pixels, outside: OUTSIDE, missing: GREY }
    this.paintSome(pixels, drawParallel(pixels, this.drawn(data), density, colors))
  }

  /** For as long as a page may be blocked, then again after others had their turn. A new drawing ends this one. */
  private paintSome(pixels: Pixels, lines: Iterator<undefined, void>) {
    for (const until = performance.now() + SLICE_MS; performance.now() < until; ) {
      if (lines.next().done) return this.show(pixels)
    }
    this.pause = setTimeout(() => this.paintSome(pixels, lines))
  }

  private show(pixels: Pixels) {
    const canvas = this.renderRoot.querySelector("canvas")
    this.pixels = pixels
    if (!canvas) return
    canvas.width = pixels.width
    canvas.height = pixels.height
    const bytes = new Uint8ClampedArray(pixels.colors.buffer as ArrayBuffer)
    canvas.getContext("2d")!.putImageData(new ImageData(bytes, pixels.width, pixels.height), 0, 0)
  }

  /** Says the run whose line is under the pointer. */
  private point(event: PointerEvent) {
    const canvas = this.renderRoot.querySelector("canvas")
    const { data, pixels } = this
    if (!canvas || !data || !pixels) return
    const box = canvas.getBoundingClientRect()
    const density = pixels.width / box.width
    const [x, y] = [event.clientX - box.left, event.clientY - box.top].map((at) => Math.round(at * density))
    const run = nearestDot(pixels, x!, y!, Math.round(3 * density))
    const values = data.axes.map(({ name, values }) => `${name} ${said(values[run ?? 0])}`)
    const text = run === undefined ? "" : `${data.names[run]}: ${values.join(", ")}`
    this.renderRoot.querySelector<ChartFrame>("chart-frame")?.say(text)
  }

  /** The axis under the pointer, and how far up it. */
  private placeOf(event: PointerEvent): { axis: number; at: number } | undefined {
    const axes = this.data?.axes.length ?? 0
    const svg = this.renderRoot.querySelector("svg")
    if (!svg || axes === 0) return undefined
    const box = svg.getBoundingClientRect()
    const gap = (box.width - 2 * PARALLEL.side) / Math.max(1, axes - 1)
    const axis = Math.round((event.clientX - box.left - PARALLEL.side) / gap)
    const away = Math.abs(event.clientX - box.left - PARALLEL.side - axis * gap)
    const at = 1 - (event.clientY - box.top - PARALLEL.top) / (PARALLEL.height - PARALLEL.top - PARALLEL.bottom)
    return axis >= 0 && axis < axes && away < 18 && at > -0.1 && at < 1.1
      ? { axis, at: Math.max(0, Math.min(1, at)) }
      : undefined
  }

  private start(event: PointerEvent) {
    const place = this.placeOf(event)
    this.dragged = place && { axis: place.axis, from: place.at }
    if (place) event.preventDefault()
  }

  private drag(event: PointerEvent) {
    const { dragged } = this
    const place = dragged && this.placeOf(event)
    if (!dragged) this.point(event)
    if (!dragged || !place) return
    const brush: Brush = [Math.min(dragged.from, place.at), Math.max(dragged.from, place.at)]
    this.brushes = (this.data?.axes ?? []).map((_, a) => (a === dragged.axis ? brush : this.brushes[a]))
  }

  /** A click without a drag clears the axis. */
  private end(event: PointerEvent) {
    const { dragged } = this
    const place = dragged && this.placeOf(event)
    this.dragged = undefined
    if (!dragged || !place || Math.abs(place.at - dragged.from) > 0.02) return
    this.brushes = this.brushes.map((brush, a) => (a === dragged.axis ? undefined : brush))
  }
}

/** Axes that stand too close to be read are wider apart than the room: the drawing scrolls. */
function widthOf({ axes }: ParallelData, width: number): number {
  return Math.max(width, 2 * PARALLEL.side + (axes.length - 1) * LEAST_GAP)
}

declare global {
  interface HTMLElementTagNameMap {
    "parallel-chart": ParallelChart
  }
}
