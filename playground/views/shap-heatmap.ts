import { css, html, LitElement, nothing, type PropertyValues, svg } from "lit"
import { customElement, property, query, state } from "lit/decorators.js"
import type { ChartTable } from "../plots/chart-table.js"
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
import { HeatCursor, type HeatPlace } from "./heat-cursor.js"
import { LookController } from "./look-controller.js"
import { scaleLegend } from "./scale-legend.js"
import { WidthController } from "./width-controller.js"

/**
 * SHAP values of many rows beside each other, coloured by sign and size.
 * @fires row-selected - the number of the row that was chosen, in `detail`
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

  /** Where the keyboard is. */
  @state() place: HeatPlace | undefined
  private readonly cursor = new HeatCursor(this)
  private listed: ChartTable = { columns: [], rows: [] }

  constructor() {
    super()
    new WidthController(this)
  }

  override willUpdate(changed: PropertyValues<this>) {
    if (changed.has("data") && this.data) this.listed = heatmapTable(this.data)
  }

  override updated(changed: PropertyValues<this>) {
    // A step of the keyboard changes no cell.
    if (changed.size !== 1 || !changed.has("place")) this.paint()
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
      .table=${this.listed}
      .cursor=${this.cursor}
    >
      ${scaleLegend("SHAP value", `\u2212${limit}`, `+${limit}`, this.look.diverging)}
      <div class="plot">
        <canvas
          style="left:${box.x}px;top:${box.y}px;width:${box.width}px;height:${box.height}px"
          @pointermove=${this.point}
          @pointerleave=${() => this.frame.say("")}
          @click=${(event: MouseEvent) => this.choose(this.placeOf(event))}
        ></canvas>
        <svg viewBox="0 0 ${width} ${height}" width=${width} height=${height} aria-hidden="true">
          ${heatmapAxes(data, width)} ${this.renderCursor(data, box)}
        </svg>
      </div>
    </chart-frame>`
  }

  private renderCursor({ margins }: HeatmapData, box: { x: number; y: number; width: number }) {
    const { place } = this
    if (!place) return nothing
    const cell = box.width / margins.length
    // The frame of a cell is seen, however narrow the cell is.
    const wide = Math.max(cell, 6)
    const frame = (name: string) =>
      svg`<rect class=${name} x=${box.x + (place.i + 0.5) * cell - wide / 2} y=${box.y + place.j * HEAT_ROW} width=${wide} height=${HEAT_ROW} />`
    return svg`<g class="cursor">${frame("around")}${frame("")}</g>`
  }

  private paint() {
    const { data, canvas } = this
    if (!data || !canvas) return
    canvas.width = data.margins.length
    canvas.height = data.lines.length
    const bytes = new Uint8ClampedArray(heatmapPixels(data, this.look.diverging.pixels).buffer as ArrayBuffer)
    canvas.getContext("2d")!.putImageData(new ImageData(bytes, canvas.width, canvas.height), 0, 0)
  }

  private placeOf(event: MouseEvent): HeatPlace {
    const rows = this.data?.margins.length ?? 0
    const i = Math.min(rows - 1, Math.floor((event.offsetX / (this.canvas?.clientWidth || 1)) * rows))
    return { i, j: Math.min((this.data?.lines.length ?? 1) - 1, Math.floor(event.offsetY / HEAT_ROW)) }
  }

  private point(event: PointerEvent) {
    const place = this.placeOf(event)
    if (place.i >= 0) this.frame.say(`${this.textOf(place)} \u2013 click to select the row`)
  }

  /** What a cell stands for. */
  textOf({ i, j }: HeatPlace): string {
    const { lines, ids, margins } = this.data!
    const { name, values } = lines[j]!
    return `row ${ids[i]}: ${name} ${effect(values[i]!)}, f(x) ${plain(margins[i]!)}`
  }

  choose({ i }: HeatPlace): void {
    const detail = this.data?.ids[i]
    if (detail !== undefined)
      this.dispatchEvent(new CustomEvent("row-selected", { detail, bubbles: true, composed: true }))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "shap-heatmap": ShapHeatmap
  }
}
