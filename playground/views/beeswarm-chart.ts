import { scaleLinear } from "d3-scale"
import { css, html, LitElement, nothing, type PropertyValues, svg } from "lit"
import { customElement, property, query, state } from "lit/decorators.js"
import { cellText, type Explanation, type RankedFeature, type Table } from "../../src/index.js"
import { axisLabel, bottomAxis, fitting, nameRoom } from "../plots/axis.js"
import { beeswarmLinesInSteps, dotRadius, type Line, swarmInSteps } from "../plots/beeswarm-lines.js"
import { blankPixels, drawSwarmInSteps, nearestDot, type Pixels, type Placement } from "../plots/beeswarm-pixels.js"
import type { ChartTable } from "../plots/chart-table.js"
import { cursorRing } from "../plots/cursor-ring.js"
import { effect, shortened } from "../plots/format.js"
import { inSlices, type Steps } from "../plots/steps.js"
import { accountOf } from "./account-of.js"
import "./chart-frame.js"
import type { ChartFrame } from "./chart-frame.js"
import { chartStyles } from "./chart-styles.js"
import { LookController } from "./look-controller.js"
import { scaleLegend } from "./scale-legend.js"
import { SwarmCursor, type SwarmPlace } from "./swarm-cursor.js"
import { WidthController } from "./width-controller.js"

const ROW = 32
const RIGHT = 12
/** From a line's middle to its highest dot, in rows. */
const REACH = 0.42

/**
 * Every row's SHAP values as dots, a line a feature, coloured by the feature's value. Drawn as pixels: 100,000 rows
 * do not stall the page.
 * @fires row-selected - the number, in the whole table, of the row whose dot was chosen, in `detail`
 */
@customElement("beeswarm-chart")
export class BeeswarmChart extends LitElement {
  static override styles = [
    chartStyles,
    css`
      .plot svg {
        position: relative;
        pointer-events: none;
      }
    `,
  ]

  @property({ attribute: false }) ranking: readonly RankedFeature[] = []
  @property({ attribute: false }) explanation: Explanation | undefined
  /** The rows that were explained. */
  @property({ attribute: false }) table: Table | undefined
  @property({ type: Number }) output = 0
  /** Lines that are shown, the last for the rest. */
  @property({ type: Number }) most = 10
  @property({ type: Number }) width = 640
  @query("canvas") private canvas!: HTMLCanvasElement
  @query("chart-frame") private frame!: ChartFrame
  /** Rows of the table that the explained ones were drawn from. */
  @property({ type: Number }) total: number | undefined
  private readonly look = new LookController(this)
  /** Where the keyboard is. */
  @state() place: SwarmPlace | undefined
  lines: readonly Line[] = []
  private listed: ChartTable = { columns: [], rows: [] }
  private readonly cursor = new SwarmCursor(this)
  private range: readonly [number, number] = [0, 0]
  /** What the lines are of; while those of another one are being found, the one before. */
  private arranged: Explanation | undefined
  /** What the picture shows. */
  painted: Explanation | undefined
  private pixels: Pixels | undefined
  private turn = 0
  private arrangement = 0

  override willUpdate(changed: PropertyValues<this>) {
    const inputs = ["ranking", "explanation", "table", "output", "most"] as const
    if (inputs.some((name) => changed.has(name))) this.arrange()
  }

  override updated(changed: PropertyValues<this>) {
    // A step of the keyboard changes no dot.
    if (changed.size !== 1 || !changed.has("place")) this.paint()
  }

  constructor() {
    super()
    new WidthController(this)
  }

  override render() {
    const height = this.lines.length * ROW
    const x = this.scale()
    const names = nameRoom(this.width)
    const rows = this.explanation && accountOf(this.explanation, this.total)
    return html`<chart-frame
      heading="Effect on each row"
      definition="SHAP values, one dot a row; colours run from the 5th to the 95th percentile of the feature's values"
      .summary=${this.summary}
      .rows=${rows}
      .table=${this.listed}
      .cursor=${this.cursor}
    >
      ${scaleLegend("feature value", "Low", "High", this.look.scale)}
      <div class="plot">
        <canvas
          style="width:${this.width}px;height:${height}px"
          @pointermove=${this.point}
          @pointerleave=${this.unpoint}
          @click=${this.clicked}
        ></canvas>
        <svg viewBox="0 0 ${this.width} ${height + 44}" width=${this.width} height=${height + 44} aria-hidden="true">
          ${this.lines.map(
            ({ name }, i) => svg`
              <line class="row-line" x1=${names} x2=${this.width - RIGHT} y1=${(i + 0.5) * ROW} y2=${(i + 0.5) * ROW} />
              <text class="name" x=${names - 8} y=${(i + 0.5) * ROW}><title>${name}</title>${shortened(name, fitting(names))}</text>`,
          )}
          <line class="zero" x1=${x(0)} x2=${x(0)} y1="0" y2=${height} />
          ${bottomAxis(x, height, axisLabel(x, "SHAP value", " (impact on model output)"))}
          ${this.renderCursor(x)}
        </svg>
      </div>
    </chart-frame>`
  }

  private renderCursor(x: (value: number) => number) {
    const { place } = this
    const { values, swarm } = (place && this.lines[place.line]) || {}
    if (!place || !values) return nothing
    const height = swarm?.heights[place.row] ?? 0
    return cursorRing(x(values[place.row]!), (place.line + 0.5 - REACH * height) * ROW)
  }

  private arrange() {
    const { explanation, table, ranking, output } = this
    if (!explanation?.values[output] || !table) return
    const arrangement = ++this.arrangement
    const steps = beeswarmLinesInSteps(ranking, explanation, table, output, this.most)
    const wanted = () => arrangement === this.arrangement
    inSlices(steps, wanted, ({ lines, range }) => {
      this.lines = lines
      this.range = range
      this.arranged = explanation
      this.listed = numbers(lines)
      // Within its own drawing this asks for nothing more.
      this.requestUpdate()
    })
  }

  private scale() {
    return scaleLinear(this.range, [nameRoom(this.width) + 8, this.width - RIGHT - 8]).nice()
  }

  /** Draws line after line and lets the page breathe between; a newer picture ends an older one. */
  private paint() {
    const turn = ++this.turn
    const density = window.devicePixelRatio || 1
    const [width, height] = [Math.round(this.width * density), Math.round(this.lines.length * ROW * density)]
    if (width * height === 0 || !this.canvas) return
    const pixels = blankPixels(width, height)
    const { arranged } = this
    const wanted = () => turn === this.turn
    inSlices(this.draw(pixels, this.placement(density)), wanted, () => {
      this.show(pixels)
      this.painted = arranged
    })
  }

  private *draw(pixels: Pixels, placement: Placement): Steps<void> {
    for (const [s, line] of this.lines.entries()) {
      line.swarm ??= yield* swarmInSteps(line, this.range)
      yield* drawSwarmInSteps(pixels, line.swarm, s, placement, this.look.scale.pixels)
    }
  }

  private placement(density: number): Placement {
    const x = this.scale()
    const [from = 0, to = 0] = x.range()
    const [low = 0, high = 1] = x.domain()
    const perUnit = ((to - from) / (high - low || 1)) * density
    const radius = dotRadius(this.lines[0]!.values.length) * density
    return {
      zero: from * density - low * perUnit,
      perUnit,
      rowHeight: ROW * density,
      reach: REACH * ROW * density,
      radius,
    }
  }

  private show(pixels: Pixels) {
    this.pixels = pixels
    this.canvas.width = pixels.width
    this.canvas.height = pixels.height
    const bytes = new Uint8ClampedArray(pixels.colors.buffer as ArrayBuffer)
    this.canvas.getContext("2d")!.putImageData(new ImageData(bytes, pixels.width, pixels.height), 0, 0)
  }

  /** The dot under the pointer, or near it. */
  private dotAt(event: MouseEvent): SwarmPlace | undefined {
    const { pixels } = this
    if (!pixels) return undefined
    const density = pixels.width / this.width
    const [x, y] = [Math.round(event.offsetX * density), Math.round(event.offsetY * density)]
    const dot = nearestDot(pixels, x, y, 3 * density)
    if (dot === undefined) return undefined
    const rows = this.lines[0]!.values.length
    return { line: Math.floor(dot / rows), row: dot % rows }
  }

  private point(event: PointerEvent) {
    const dot = this.dotAt(event)
    if (!dot) return this.unpoint()
    this.frame.say(`${this.textOf(dot)} \u2013 click to explain the row`)
  }

  /** What a dot stands for. */
  textOf({ line, row }: SwarmPlace): string {
    const { name, column, values } = this.lines[line]!
    const value = column ? ` = ${cellText(column, row) ?? "missing"}` : ""
    return `row ${this.rowNumber(row)}: ${name}${value}, SHAP ${effect(values[row]!)}`
  }

  private unpoint() {
    this.frame?.say("")
  }

  private clicked(event: MouseEvent) {
    const dot = this.dotAt(event)
    if (dot) this.choose(dot.row)
  }

  choose(row: number): void {
    this.dispatchEvent(new CustomEvent("row-selected", { detail: this.rowNumber(row), bubbles: true, composed: true }))
  }

  /** A row's number in the whole table, also when a sample was explained. */
  private rowNumber(row: number): number {
    return this.explanation?.sample?.[row] ?? row
  }

  private get summary(): string {
    const rows = (this.table?.rows ?? 0).toLocaleString("en-US")
    const [largest] = this.ranking
    return largest
      ? `${rows} rows, one dot each; colour is the feature's value, grey where it is missing or a category. ${largest.feature} moves predictions most.`
      : "Nothing to draw yet."
  }
}

function numbers(lines: readonly Line[]): ChartTable {
  return {
    columns: ["feature", "smallest SHAP", "largest SHAP"],
    rows: lines.map(({ name, extent: [low, high] }) => [name, low, high]),
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "beeswarm-chart": BeeswarmChart
  }
}
