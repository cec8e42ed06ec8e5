import { css, html, LitElement, type PropertyValues } from "lit"
import { customElement, property, query, state } from "lit/decorators.js"
import { type ChartTable, csvOf } from "../plots/chart-table.js"
import { accountText, type RowAccount } from "../plots/plot.js"
import { TABLES_TOGGLED } from "./chart-events.js"
import { controlStyles } from "./chart-styles.js"
import { fileName, pngOf, saveFile, svgOf } from "./save-chart.js"

/** Rows of a table that are shown at once; the CSV has them all. */
const SHOWN = 1000

/**
 * What surrounds every chart: a title, a sentence that says what is seen, its numbers as a table in its place and as
 * files, what they mean and how many rows they come from. Marks with a `data-mark` text can be pointed at, and walked
 * through with the arrow keys.
 * @slot - the drawing
 * @slot controls - what changes the drawing
 * @fires link-wanted - a link to this chart is asked for; its heading is in `detail`
 */
@customElement("chart-frame")
export class ChartFrame extends LitElement {
  static override styles = [
    controlStyles,
    css`
      figure {
        margin: 0;
      }
      .head {
        display: flex;
        gap: 4px 12px;
        align-items: baseline;
        justify-content: space-between;
        flex-wrap: wrap;
      }
      h3 {
        margin: 0;
        font-size: 1rem;
        font-weight: 600;
        overflow-wrap: anywhere;
      }
      .tools {
        display: flex;
        gap: 2px;
        margin-left: auto;
      }
      .tools button {
        border-color: transparent;
        background: none;
        color: var(--quiet);
        padding: 0 7px;
        min-height: 24px;
        font-size: 12px;
      }
      .tools .link {
        display: var(--chart-link, contents);
      }
      .tools button:hover {
        color: var(--text);
        background: var(--hover);
      }
      .tools button[aria-pressed="true"] {
        color: var(--accent);
        background: var(--tint);
      }
      p {
        margin: 2px 0 8px;
        color: var(--quiet);
        max-width: 88ch;
        overflow-wrap: anywhere;
      }
      .drawing {
        border-radius: 4px;
      }
      output {
        display: block;
        min-height: 1.45em;
        font-size: 12px;
        font-variant-numeric: tabular-nums;
        overflow-wrap: anywhere;
      }
      .scroll {
        max-height: 460px;
        border: 1px solid var(--line);
        border-radius: 6px;
      }
      thead th {
        position: sticky;
        top: 0;
      }
      figcaption {
        color: var(--quiet);
        font-size: 12px;
        max-width: 100ch;
        overflow-wrap: anywhere;
      }
      figcaption span + span::before {
        content: " \\00b7  ";
      }
    `,
  ]

  @property() heading = ""
  /** One sentence: what is drawn and what stands out. Read in place of the drawing. */
  @property() summary = ""
  @property() definition = ""
  @property({ attribute: false }) rows: RowAccount | undefined
  @property({ attribute: false }) table: ChartTable = { columns: [], rows: [] }
  @state() private asTable = false
  @query("output") private readout!: HTMLOutputElement
  @query(".drawing") private drawing!: HTMLElement | null
  private marked = -1

  override connectedCallback() {
    super.connectedCallback()
    window.addEventListener(TABLES_TOGGLED, this.toggle)
  }

  override disconnectedCallback() {
    super.disconnectedCallback()
    window.removeEventListener(TABLES_TOGGLED, this.toggle)
  }

  override updated(changed: PropertyValues<this>) {
    if (changed.has("table")) this.mark(-1)
  }

  override render() {
    return html`
      <figure aria-label=${this.heading}>
        <div class="head">
          <h3>${this.heading}</h3>
          <div class="tools">
            <button aria-pressed=${this.asTable} aria-label="Show table of ${this.heading}" @click=${this.toggle}>Table</button>
            ${this.asTable ? "" : html`${this.tool("PNG", this.savePng)}${this.tool("SVG", this.saveSvg)}`}
            ${this.tool("CSV", this.saveCsv)}<span class="link">${this.tool("Link", this.link)}</span>
          </div>
        </div>
        <p>${this.summary}</p>
        <slot name="controls"></slot>
        ${this.asTable ? this.renderTable() : this.renderDrawing()}
        <figcaption>
          ${this.definition ? html`<span>${this.definition}</span>` : ""}${this.rows ? html`<span>${accountText(this.rows)}</span>` : ""}
        </figcaption>
      </figure>
    `
  }

  private tool(name: string, act: () => void) {
    return html`<button aria-label="${name} of ${this.heading}" @click=${act}>${name}</button>`
  }

  private renderDrawing() {
    return html`<div
        class="drawing"
        role="img"
        tabindex="0"
        aria-label="${this.summary} Arrow keys walk through the marks."
        @keydown=${this.walk}
        @pointerover=${this.point}
        @pointerleave=${() => this.mark(-1)}
        @blur=${() => this.mark(-1)}
      >
        <slot></slot>
      </div>
      <output aria-live="polite"></output>`
  }

  private renderTable() {
    const { columns, rows } = this.table
    const numeric = columns.map((_, j) => (rows.every((row) => typeof row[j] === "number") ? "number" : ""))
    const more = rows.length - SHOWN
    return html`<div class="scroll" tabindex="0" role="region" aria-label="${this.heading}, table">
        <table>
          <thead>
            <tr>
              ${columns.map((column, j) => html`<th scope="col" class=${numeric[j]!}>${column}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${rows.slice(0, SHOWN).map((row) => html`<tr>${row.map((cell, j) => html`<td class=${numeric[j]!}>${cell}</td>`)}</tr>`)}
          </tbody>
        </table>
      </div>
      ${more > 0 ? html`<p>${more.toLocaleString("en-US")} more rows are in the CSV.</p>` : ""}`
  }

  /** Says what a mark or a point stands for, e.g. of a picture under the pointer; "" clears it. */
  say(text: string): void {
    if (this.readout) this.readout.value = text
  }

  /** Gives the focus to the drawing, or to the table in its place. */
  focusDrawing(): void {
    this.renderRoot.querySelector<HTMLElement>(".drawing, .scroll")?.focus({ preventScroll: true })
  }

  private readonly toggle = () => {
    this.asTable = !this.asTable
  }

  /** The drawing itself, which its view holds in another tree. */
  private source(): { svg: SVGSVGElement; canvas: HTMLCanvasElement | null } | undefined {
    const svg = this.querySelector<SVGSVGElement>(":scope svg")
    return svg ? { svg, canvas: this.querySelector("canvas") } : undefined
  }

  private readonly saveSvg = () => {
    const found = this.source()
    if (!found) return
    const text = svgOf(found.svg, found.canvas)
    saveFile(fileName(this.heading, "svg"), new Blob([text], { type: "image/svg+xml" }))
  }

  private readonly savePng = async () => {
    const found = this.source()
    if (found) saveFile(fileName(this.heading, "png"), await pngOf(found.svg, found.canvas))
  }

  private readonly saveCsv = () => {
    saveFile(fileName(this.heading, "csv"), new Blob([csvOf(this.table)], { type: "text/csv" }))
  }

  private readonly link = () => {
    this.dispatchEvent(new CustomEvent("link-wanted", { detail: this.heading, bubbles: true, composed: true }))
  }

  private marks(): SVGElement[] {
    return [...this.querySelectorAll<SVGElement>("[data-mark]")]
  }

  private mark(index: number) {
    const marks = this.marks()
    for (const each of marks) each.classList.remove("marked")
    this.marked = Math.min(index, marks.length - 1)
    const chosen = marks[this.marked]
    chosen?.classList.add("marked")
    this.say(chosen?.dataset.mark ?? "")
  }

  private point(event: PointerEvent) {
    const mark = (event.target as Element).closest<SVGElement>("[data-mark]")
    if (mark) this.mark(this.marks().indexOf(mark))
  }

  private walk(event: KeyboardEvent) {
    const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }
    const step = steps[event.key]
    if (event.key === "Escape" && this.marked >= 0) {
      event.stopPropagation()
      return this.drawing?.blur()
    }
    const count = this.marks().length
    if (!step || count === 0) return
    event.preventDefault()
    this.mark(this.marked < 0 ? (step > 0 ? 0 : count - 1) : (this.marked + step + count) % count)
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "chart-frame": ChartFrame
  }
}
