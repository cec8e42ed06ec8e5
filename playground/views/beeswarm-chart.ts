import { scaleLinear } from "d3-scale"
import { css, html, LitElement, type PropertyValues, svg } from "lit"
import { customElement, property, query } from "lit/decorators.js"
import type { Column, Explanation, RankedFeature, Table } from "../../src/index.js"
import { cellText, columnNamed } from "../../src/index.js"
import { axisLabel, bottomAxis, nameRoom } from "../plots/axis.js"
import { beeswarmLayout } from "../plots/beeswarm-layout.js"
import { drawSwarms, type Pixels, type Swarm } from "../plots/beeswarm-pixels.js"
import { colorLimits } from "../plots/color-limits.js"
import { plain, shortened, signed } from "../plots/format.js"
import { scaleGradient } from "../plots/palette.js"
import { topFeatures } from "../plots/top-features.js"
import "./chart-frame.js"
import { chartStyles } from "./chart-styles.js"
import { WidthController } from "./width-controller.js"

const ROW = 36
const RIGHT = 24

/** A row of the chart: a feature, or the sum of those that are not shown. */
interface Line extends Swarm {
  readonly name: string
  readonly column: Column | undefined
}

/**
 * Every row's SHAP values as dots, a line a feature, coloured by the feature's value. Drawn as pixels: 100,000 rows
 * do not stall the page.
 * @fires row-selected - the number of the row whose dot was clicked, in `detail`
 */
@customElement("beeswarm-chart")
export class BeeswarmChart extends LitElement {
  static override styles = [
    chartStyles,
    css`
      .plot {
        position: relative;
      }
      canvas {
        position: absolute;
        left: 0;
        top: 0;
        cursor: crosshair;
      }
      .legend {
        position: absolute;
        right: 0;
        top: 0;
        display: grid;
        justify-items: center;
        font-size: 12px;
        color: var(--quiet);
      }
      .legend i {
        width: 8px;
        height: 90px;
        border-radius: 4px;
      }
      output {
        display: block;
        min-height: 1.5em;
        color: var(--quiet);
      }
    `,
  ]

  @property({ attribute: false }) ranking: readonly RankedFeature[] = []
  @property({ attribute: false }) explanation: Explanation | undefined
  /** The rows that were explained. */
  @property({ attribute: false }) table: Table | undefined
  @property({ type: Number }) output = 0
  @property({ type: Number }) width = 640
  @query("canvas") private canvas!: HTMLCanvasElement
  @query("output") private readout!: HTMLOutputElement
  private lines: readonly Line[] = []
  private range: [number, number] = [0, 0]
  private pixels: Pixels | undefined

  override willUpdate(changed: PropertyValues<this>) {
    const inputs = ["ranking", "explanation", "table", "output"] as const
    if (inputs.some((name) => changed.has(name))) this.arrange()
  }

  override updated() {
    this.paint()
  }

  constructor() {
    super()
    new WidthController(this)
  }

  override render() {
    const height = this.lines.length * ROW
    const x = this.scale()
    const names = nameRoom(this.width)
    return html`<chart-frame heading="Effect on each row" .summary=${this.summary} .table=${this.numbers()}>
      <div class="plot">
        <canvas
          style="width:${this.width}px;height:${height}px"
          @pointermove=${this.point}
          @pointerleave=${this.unpoint}
          @click=${this.choose}
        ></canvas>
        <svg viewBox="0 0 ${this.width} ${height + 48}" width=${this.width} height=${height + 48} style="pointer-events:none;position:relative" aria-hidden="true">
          ${this.lines.map(
            ({ name }, i) => svg`
              <line class="row-line" x1=${names} x2=${this.width - RIGHT} y1=${(i + 0.5) * ROW} y2=${(i + 0.5) * ROW} />
              <text class="name" x=${names - 8} y=${(i + 0.5) * ROW}><title>${name}</title>${shortened(name, Math.floor(names / 7))}</text>`,
          )}
          <line class="zero" x1=${x(0)} x2=${x(0)} y1="0" y2=${height} />
          ${bottomAxis(x, height, axisLabel(x, "SHAP value", " (impact on model output)"))}
        </svg>
        <div class="legend" aria-hidden="true">
          <span>High</span><i style="background:${scaleGradient}"></i><span>Low</span>
        </div>
      </div>
      <output aria-live="polite"></output>
    </chart-frame>`
  }

  /** The lines from the explanation: what is shown, and the rest in one. */
  private arrange() {
    const { explanation, table } = this
    const shap = explanation?.values[this.output]
    if (!explanation || !shap || !table) return
    const places = new Map(explanation.features.map((feature, j) => [feature, j]))
    const indices = this.ranking.map(({ feature }) => places.get(feature)!)
    const { first, rest } = topFeatures(indices.length)
    const shown = first.map((i) => {
      const column = columnNamed(table, explanation.matching.columns[indices[i]!]!)
      return { name: explanation.features[indices[i]!]!, column, values: shap[indices[i]!]! }
    })
    const others = rest.map((i) => shap[indices[i]!]!)
    const sum = { name: `Sum of ${rest.length} other features`, column: undefined, values: sumOf(others, table.rows) }
    const all = rest.length > 0 ? [...shown, sum] : shown
    this.range = extent(all.map(({ values }) => values))
    this.lines = all.map((line) => {
      const colors = line.column && line.column.type !== "category" ? line.column.values : undefined
      return {
        ...line,
        colors,
        limits: colors && colorLimits(colors),
        heights: beeswarmLayout(line.values, ...this.range),
      }
    })
  }

  private scale() {
    return scaleLinear(this.range, [nameRoom(this.width) + 8, this.width - RIGHT - 8]).nice()
  }

  private paint() {
    const density = window.devicePixelRatio || 1
    const [width, height] = [Math.round(this.width * density), Math.round(this.lines.length * ROW * density)]
    if (width * height === 0 || !this.canvas) return
    const x = this.scale()
    const [from = 0, to = 0] = x.range()
    const [low = 0, high = 1] = x.domain()
    const perUnit = ((to - from) / (high - low || 1)) * density
    const crowded = (this.table?.rows ?? 0) > 20_000
    this.pixels = drawSwarms(this.lines, width, height, {
      x: (value) => from * density + (value - low) * perUnit,
      y: (line) => (line + 0.5) * ROW * density,
      reach: 0.42 * ROW * density,
      radius: (crowded ? 1 : 2) * density,
    })
    this.canvas.width = width
    this.canvas.height = height
    const image = new ImageData(new Uint8ClampedArray(this.pixels.colors.buffer as ArrayBuffer), width, height)
    this.canvas.getContext("2d")!.putImageData(image, 0, 0)
  }

  /** The dot under the pointer, or near it. */
  private dotAt(event: MouseEvent): { line: Line; row: number } | undefined {
    const { pixels } = this
    if (!pixels) return undefined
    const density = pixels.width / this.width
    const [x, y] = [Math.round(event.offsetX * density), Math.round(event.offsetY * density)]
    for (let reach = 0; reach <= 3 * density; reach++) {
      for (let dy = -reach; dy <= reach; dy++) {
        for (let dx = -reach; dx <= reach; dx++) {
          const id = pixels.ids[(y + dy) * pixels.width + x + dx]
          if (!id) continue
          const rows = this.lines[0]!.values.length
          return { line: this.lines[Math.floor((id - 1) / rows)]!, row: (id - 1) % rows }
        }
      }
    }
    return undefined
  }

  private point(event: PointerEvent) {
    const dot = this.dotAt(event)
    if (!dot) return this.unpoint()
    const { line, row } = dot
    const value = line.column ? ` = ${cellText(line.column, row) ?? "missing"}` : ""
    this.readout.value = `row ${this.rowNumber(row)}: ${line.name}${value}, SHAP ${signed(line.values[row]!)} - click to explain the row`
  }

  private unpoint() {
    this.readout.value = ""
  }

  private choose(event: MouseEvent) {
    const dot = this.dotAt(event)
    if (dot) this.dispatchEvent(new CustomEvent("row-selected", { detail: dot.row, bubbles: true, composed: true }))
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

  private numbers() {
    return {
      columns: ["feature", "smallest SHAP", "largest SHAP"],
      rows: this.lines.map(({ name, values }) => {
        const [low, high] = extent([values])
        return [name, Number(plain(low).replace("\u2212", "-")), Number(plain(high).replace("\u2212", "-"))]
      }),
    }
  }
}

function sumOf(columns: readonly Float64Array[], rows: number): Float64Array {
  const sum = new Float64Array(rows)
  for (const column of columns) for (let row = 0; row < rows; row++) sum[row]! += column[row]!
  return sum
}

function extent(columns: readonly Float64Array[]): [number, number] {
  let [low, high] = [0, 0]
  for (const column of columns) {
    for (const value of column) {
      if (value < low) low = value
      if (value > high) high = value
    }
  }
  return [low, high]
}

declare global {
  interface HTMLElementTagNameMap {
    "beeswarm-chart": BeeswarmChart
  }
}
