import { css, html, LitElement, type PropertyValues } from "lit"
import { customElement, property, query, state } from "lit/decorators.js"
import { type ChartTable, csvOf } from "../plots/chart-table.js"
import { accountText, type RowAccount } from "../plots/plot.js"
import { type ChartCursor, MarksCursor } from "./chart-cursor.js"
import { showsTables, TABLES_TOGGLED } from "./chart-events.js"
import { controlStyles } from "./chart-styles.js"
import { fileName, pngOf, saveFile, svgOf } from "./save-chart.js"

/** Rows of a table that are shown at once; the CSV has them all. */
const SHOWN = 1000

/**
 * What surrounds every chart: a title, a sentence that says what is seen, its numbers as a table in its place and as
 * files, what they mean and how many rows they come from. Marks with a `data-mark` text can be pointed at; they, or a
 * picture's cursor, are walked through with the keyboard: arrow keys, Home and End, Enter for a click.
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
        /* below the ring of a drawing that has the focus */
        padding-top: 3px;
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
  @state() private asTable = showsTables()
  @query("output") private readout!: HTMLOutputElement
  @query(".drawing") private drawing!: HTMLElement | null
  /** Goes through a picture, whose points are no elements. */
  @property({ attribute: false }) cursor: ChartCursor | undefined
  private readonly marks = new MarksCursor(() => [...this.querySelectorAll<SVGElement>("[data-mark]")])
  private walked = false
  /** Whether all charts showed tables when this one was last asked. */
  private tables = showsTables()

  override connectedCallback() {
    super.connectedCallback()
    if (this.tables !== showsTables()) this.follow()
    window.addEventListener(TABLES_TOGGLED, this.follow)
  }

  override disconnectedCallback() {
    super.disconnectedCallback()
    window.removeEventListener(TABLES_TOGGLED, this.follow)
  }

  override updated(changed: PropertyValues<this>) {
    if (changed.has("table")) this.leave()
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
        aria-label="${this.summary} ${(this.cursor ?? this.marks).keys}"
        @keydown=${this.walk}
        @pointerover=${this.point}
        @pointerleave=${this.leave}
        @blur=${this.leave}
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

  private readonly follow = () => {
    this.tables = showsTables()
    this.asTable = this.tables
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

  private point(event: PointerEvent) {
    const mark = (event.target as Element).closest<SVGElement>("[data-mark]")
    if (mark) this.say(this.marks.goTo(mark))
  }

  private walk(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const cursor = this.cursor ?? this.marks
    if (event.key === "Escape" && this.walked) {
      event.stopPropagation()
      return this.drawing?.blur()
    }
    const taken = event.key === "Enter" && cursor.take()
    const said = taken ? undefined : cursor.go(event.key)
    if (!taken && said === undefined) return
    event.preventDefault()
    this.walked = true
    if (said !== undefined) this.say(said)
  }

  /** Nothing is pointed at any more. */
  private leave() {
    this.walked = false
    this.marks.leave()
    this.cursor?.leave()
    this.say("")
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "chart-frame": ChartFrame
  }
}
