import { html, nothing, type PropertyValues } from "lit"
import { customElement, state } from "lit/decorators.js"
import { PARALLEL, type ParallelData, parallelPlot } from "../plots/parallel.js"
import type { Plot } from "../plots/plot.js"
import { ChartView } from "./chart-view.js"
import { LookController } from "./look-controller.js"

type Brush = readonly [number, number] | undefined

/** Runs as lines over axes; a part of an axis is chosen by dragging along it. */
@customElement("parallel-chart")
export class ParallelChart extends ChartView<ParallelData> {
  private readonly look = new LookController(this)
  @state() private brushes: readonly Brush[] = []
  private dragged: { axis: number; from: number } | undefined
  protected readonly plot: Plot<ParallelData> = {
    ...parallelPlot,
    draw: (data, width) => parallelPlot.draw({ ...data, palette: this.look.scale }, width),
  }

  override willUpdate(changed: PropertyValues<this>) {
    if (changed.has("data")) this.brushes = this.data?.brushes ?? []
  }

  override render() {
    return html`<div @pointerdown=${this.start} @pointermove=${this.drag} @pointerup=${this.end}>${super.render()}</div>`
  }

  protected override drawn(data: ParallelData): ParallelData {
    return { ...data, brushes: this.brushes }
  }

  protected override controls() {
    if (!this.brushes.some(Boolean)) return nothing
    return html`<div slot="controls" class="controls"><button @click=${this.clear}>Clear the chosen parts</button></div>`
  }

  private readonly clear = () => {
    this.brushes = []
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

declare global {
  interface HTMLElementTagNameMap {
    "parallel-chart": ParallelChart
  }
}
