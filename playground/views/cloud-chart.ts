import { css, html, LitElement, nothing, type PropertyValues } from "lit"
import { customElement, property, query } from "lit/decorators.js"
import { blankPixels, nearestDot, type Pixels } from "../plots/beeswarm-pixels.js"
import { type CloudAxis, type CloudData, cloudScales, cloudTable } from "../plots/cloud.js"
import { cloudAxes } from "../plots/cloud-axes.js"
import { drawCloudInSteps } from "../plots/cloud-pixels.js"
import { plain } from "../plots/format.js"
import { inSlices } from "../plots/steps.js"
import "./chart-frame.js"
import type { ChartFrame } from "./chart-frame.js"
import { chartStyles, controlStyles } from "./chart-styles.js"
import { LookController } from "./look-controller.js"
import { scaleLegend } from "./scale-legend.js"
import { WidthController } from "./width-controller.js"

/**
 * Points of two numbers a row, 100,000 and more of them, under axes. The point at the pointer says its row.
 * @fires row-selected - the number of the row whose point was clicked, in `detail`
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
  private pixels: Pixels | undefined
  private turn = 0
  /** What the picture shows; while another one is being drawn, the one before. */
  painted: CloudData | undefined

  constructor() {
    super()
    new WidthController(this)
  }

  override updated(changed: PropertyValues<this>) {
    // Nothing has changed where the palette did. Many points take their time: nothing else draws them again.
    if (changed.size === 0 || changed.has("data") || changed.has("width") || changed.has("height")) this.paint()
  }

  override render() {
    const { data, width, height } = this
    if (!data) return nothing
    const { color } = data
    return html`<chart-frame
      .heading=${data.heading}
      .summary=${data.summary}
      .definition=${data.definition ?? ""}
      .rows=${data.rows}
      .table=${cloudTable(data)}
    >
      <slot name="controls" slot="controls"></slot>
      ${color ? scaleLegend(color.label, color.categories?.[0] ?? "Low", color.categories?.at(-1) ?? "High", this.look.scale) : nothing}
      <div class="plot">
        <canvas
          style="width:${width}px;height:${height}px"
          @pointermove=${this.point}
          @pointerleave=${() => this.frame.say("")}
          @click=${this.choose}
        ></canvas>
        <svg viewBox="0 0 ${width} ${height}" width=${width} height=${height} aria-hidden="true">
          ${cloudAxes(data, cloudScales(data, width, height), width, height)}
        </svg>
      </div>
    </chart-frame>`
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
    const { data } = this
    if (point === undefined || !data) return this.frame.say("")
    const axes = [data.x, data.y, ...(data.color ? [data.color] : [])]
    const said = axes.map((axis) => `${axis.label} ${valueText(axis, point)}`).join(", ")
    this.frame.say(
      `${data.names?.[point] ?? `row ${data.ids?.[point] ?? point}`}: ${said} \u2013 click to select ${data.names ? "it" : "the row"}`,
    )
  }

  private choose(event: MouseEvent) {
    const point = this.pointAt(event)
    if (point === undefined) return
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
