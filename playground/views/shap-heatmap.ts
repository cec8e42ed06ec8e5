import { css, html, LitElement, nothing } from "lit"
import { customElement, property, query } from "lit/decorators.js"
import { effect, plain } from "../plots/format.js"
import {
  HEAT_ROW,
  type HeatmapData,
  heatmapAxes,
  heatmapBox,
  heatmapLimit,
  heatmapPixels,
  heatmapTable,
} from "../plots/shap-heatmap.js"
import "./chart-frame.js"
import type { ChartFrame } from "./chart-frame.js"
import { chartStyles, controlStyles } from "./chart-styles.js"
import { LookController } from "./look-controller.js"
import { scaleLegend } from "./scale-legend.js"
import { WidthController } from "./width-controller.js"

/**
 * SHAP values of many rows beside each other, coloured by sign and size.
 * @fires row-selected - the number of the row that was clicked, in `detail`
 */
@customElement("shap-heatmap")
export class ShapHeatmap extends LitElement {
  static override styles = [
    chartStyles,
    controlStyles,
    css`
      .plot svg {
        position: relative;
        pointer-events: none;
      }
      canvas {
        image-rendering: pixelated;
      }
    `,
  ]

  @property({ attribute: false }) data: HeatmapData | undefined
  @property({ type: Number }) width = 640
  @query("canvas") private canvas!: HTMLCanvasElement | null
  @query("chart-frame") private frame!: ChartFrame
  private readonly look = new LookController(this)

  constructor() {
    super()
    new WidthController(this)
  }

  override updated() {
    this.paint()
  }

  override render() {
    const { data, width } = this
    if (!data || data.margins.length === 0) return nothing
    const box = heatmapBox(data, width)
    const height = box.y + box.height + 28
    const limit = plain(heatmapLimit(data.lines.map(({ values }) => values)))
    return html`<chart-frame
      heading="Effects of all features, row by row"
      .summary=${`${data.lines[0]?.name ?? "none"} stands on top; rows are ${data.order}.`}
      definition="SHAP values; colours end at the 99th percentile of their size; bars at the right are mean |SHAP|"
      .rows=${data.rows}
      .table=${heatmapTable(data)}
    >
      ${scaleLegend("SHAP value", `\u2212${limit}`, `+${limit}`, this.look.diverging)}
      <div class="plot">
        <canvas
          style="left:${box.x}px;top:${box.y}px;width:${box.width}px;height:${box.height}px"
          @pointermove=${this.point}
          @pointerleave=${() => this.frame.say("")}
          @click=${this.choose}
        ></canvas>
        <svg viewBox="0 0 ${width} ${height}" width=${width} height=${height} aria-hidden="true">${heatmapAxes(data, width)}</svg>
      </div>
    </chart-frame>`
  }

  private paint() {
    const { data, canvas } = this
    if (!data || !canvas) return
    canvas.width = data.margins.length
    canvas.height = data.lines.length
    const bytes = new Uint8ClampedArray(heatmapPixels(data, this.look.diverging.pixels).buffer as ArrayBuffer)
    canvas.getContext("2d")!.putImageData(new ImageData(bytes, canvas.width, canvas.height), 0, 0)
  }

  private placeOf(event: MouseEvent): { i: number; j: number } {
    const rows = this.data?.margins.length ?? 0
    const i = Math.min(rows - 1, Math.floor((event.offsetX / (this.canvas?.clientWidth || 1)) * rows))
    return { i, j: Math.min((this.data?.lines.length ?? 1) - 1, Math.floor(event.offsetY / HEAT_ROW)) }
  }

  private point(event: PointerEvent) {
    const { i, j } = this.placeOf(event)
    const line = this.data?.lines[j]
    if (!line || i < 0) return
    this.frame.say(
      `row ${this.data!.ids[i]}: ${line.name} ${effect(line.values[i]!)}, f(x) ${plain(this.data!.margins[i]!)} \u2013 click to select the row`,
    )
  }

  private choose(event: MouseEvent) {
    const detail = this.data?.ids[this.placeOf(event).i]
    if (detail !== undefined)
      this.dispatchEvent(new CustomEvent("row-selected", { detail, bubbles: true, composed: true }))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "shap-heatmap": ShapHeatmap
  }
}
