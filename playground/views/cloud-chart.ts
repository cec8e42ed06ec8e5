import { css, html, LitElement, nothing, type PropertyValues } from "lit"
import { customElement, property, query, state } from "lit/decorators.js"
import { blankPixels, nearestDot, type Pixels } from "../plots/beeswarm-pixels.js"
import type { ChartTable } from "../plots/chart-table.js"
import { type CloudAxis, type CloudData, type CloudScales, cloudScales, cloudTable } from "../plots/cloud.js"
import { cloudAxes } from "../plots/cloud-axes.js"
import { drawCloudInSteps, placeOfPoint } from "../plots/cloud-pixels.js"
import { cursorRing } from "../plots/cursor-ring.js"
import { plain } from "../plots/format.js"
import { inSlices } from "../plots/steps.js"
import "./chart-frame.js"
import type { ChartFrame } from "./chart-frame.js"
import { chartStyles, controlStyles } from "./chart-styles.js"
import { CloudCursor } from "./cloud-cursor.js"
import { LookController } from "./look-controller.js"
import { scaleLegend } from "./scale-legend.js"
import { WidthController } from "./width-controller.js"

/**
 * Points of two numbers a row, 100,000 and more of them, under axes. The point at the pointer says its row.
 * @fires row-selected - the number of the row whose point was chosen, in `detail`
 */
@customElement("cloud-chart")
export class CloudChart extends LitElement {
  static override styles = [
    chartStyles,
    controlStyles,
    css`
      .plot svg {
        position: relative;
        pointer-events: none;
      }
    `,
  ]

  @property({ attribute: false }) data: CloudData | undefined
  @property({ type: Number }) width = 640
  @property({ type: Number }) height = 320
  @query("canvas") private canvas!: HTMLCanvasElement | null
  @query("chart-frame") private frame!: ChartFrame
  private readonly look = new LookController(this)
  /** Where the keyboard is. */
  @state() at: number | undefined
  private readonly cursor = new CloudCursor(this)
  private listed: ChartTable = { columns: [], rows: [] }
  private pixels: Pixels | undefined
  private turn = 0
  /** What the picture shows; while another one is being drawn, the one before. */
  painted: CloudData | undefined

  constructor() {
    super()
    new WidthController(this)
  }

  override willUpdate(changed: PropertyValues<this>) {
    if (changed.has("data") && this.data) this.listed = cloudTable(this.data)
  }

  override updated(changed: PropertyValues<this>) {
    // Nothing has changed where the palette did. Many points take their time: nothing else draws them again.
    if (changed.size === 0 || changed.has("data") || changed.has("width") || changed.has("height")) this.paint()
  }

  override render() {
    const { data, width, height } = this
    if (!data) return nothing
    const { color } = data
    const scales = cloudScales(data, width, height)
    return html`<chart-frame
      .heading=${data.heading}
      .summary=${data.summary}
      .definition=${data.definition ?? ""}
      .rows=${data.rows}
      .table=${this.listed}
      .cursor=${this.cursor}
    >
      <slot name="controls" slot="controls"></slot>
      ${color ? scaleLegend(color.label, color.categories?.[0] ?? "Low", color.categories?.at(-1) ?? "High", this.look.scale) : nothing}
      <div class="plot">
        <canvas
          style="width:${width}px;height:${height}px"
          @pointermove=${this.point}
          @pointerleave=${() => this.frame.say("")}
          @click=${this.clicked}
        ></canvas>
        <svg viewBox="0 0 ${width} ${height}" width=${width} height=${height} aria-hidden="true">
          ${cloudAxes(data, scales, width, height)}
          ${this.renderCursor(data, scales)}
        </svg>
      </div>
    </chart-frame>`
  }

  private renderCursor(data: CloudData, scales: CloudScales) {
    if (this.at === undefined) return nothing
    const { x, y } = placeOfPoint(data, scales, this.at)
    return cursorRing(x, y)
  }

  private paint() {
    const { data, width, height, canvas, look } = this
    if (!data || !canvas) return
    const turn = ++this.turn
    const density = window.devicePixelRatio || 1
    const pixels = blankPixels(Math.round(width * density), Math.round(height * density))
    const scale = look.scale.pixels
    const steps = drawCloudInSteps(pixels, data, cloudScales(data, width, height), density, scale, scale[30]!)
    const wanted = () => turn === this.turn
    inSlices(steps, wanted, () => {
      this.pixels = pixels
      this.painted = data
      canvas.width = pixels.width
      canvas.height = pixels.height
      const bytes = new Uint8ClampedArray(pixels.colors.buffer as ArrayBuffer)
      canvas.getContext("2d")!.putImageData(new ImageData(bytes, pixels.width, pixels.height), 0, 0)
    })
  }

  /** The point under the pointer, or near it. */
  private pointAt(event: MouseEvent): number | undefined {
    if (!this.pixels) return undefined
    const density = this.pixels.width / this.width
    const [x, y] = [Math.round(event.offsetX * density), Math.round(event.offsetY * density)]
    return nearestDot(this.pixels, x, y, Math.round(4 * density))
  }

  private point(event: PointerEvent) {
    const point = this.pointAt(event)
    if (point === undefined) return this.frame.say("")
    this.frame.say(`${this.textOf(point)} \u2013 click to select ${this.data?.names ? "it" : "the row"}`)
  }

  /** What a point stands for. */
  textOf(point: number): string {
    const { x, y, color, names, ids } = this.data!
    const axes = [x, y, ...(color ? [color] : [])]
    const said = axes.map((axis) => `${axis.label} ${valueText(axis, point)}`).join(", ")
    return `${names?.[point] ?? `row ${ids?.[point] ?? point}`}: ${said}`
  }

  private clicked(event: MouseEvent) {
    const point = this.pointAt(event)
    if (point !== undefined) this.choose(point)
  }

  choose(point: number): void {
    const detail = this.data?.ids?.[point] ?? point
    this.dispatchEvent(new CustomEvent("row-selected", { detail, bubbles: true, composed: true }))
  }
}

function valueText({ values, categories }: CloudAxis, point: number): string {
  return categories ? (categories[values[point]!] ?? "missing") : plain(values[point]!)
}

declare global {
  interface HTMLElementTagNameMap {
    "cloud-chart": CloudChart
  }
}
