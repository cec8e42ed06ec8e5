import { VirtualizerController } from "@tanstack/lit-virtual"
import { html, LitElement, nothing, type PropertyValues } from "lit"
import { customElement, property, state } from "lit/decorators.js"
import {
  type NestedRun,
  nestRuns,
  type RunColumn,
  type RunRow,
  runCell,
  runColumns,
  sortRuns,
} from "../plots/run-columns.js"
import { choiceOf, keyOf, leftOutOf, nextOrder, orderOf } from "../plots/table-look.js"
import { controlStyles } from "./chart-styles.js"
import { runTableStyles } from "./run-table-styles.js"
import { WidthController } from "./width-controller.js"

const ROW = 29
const COLUMN = 140
/** The key of the runs' names, by which a table is sorted as by a column. */
const BY_NAME = "run"
/** Columns that can be ticked at once; the search finds the others. */
const OFFERED = 60

/**
 * Runs as a table of any size: only what is seen is drawn, of rows and of columns. Sorted by any column, children
 * below their parents, one run pinned as the baseline.
 * @fires run-selected - the id of the run whose name was clicked, in `detail`
 * @fires baseline-chosen - the id of the run that is pinned, or undefined, in `detail`
 * @fires runs-ticked - the ids of the runs that are ticked, in `detail`; all that are listed is `["*"]`
 * @fires look-changed - which of `sort`, `columns`, `search` and `alike` is another now, and its value, in `detail`
 */
@customElement("run-table")
export class RunTable extends LitElement {
  static override styles = [controlStyles, runTableStyles]

  @property({ attribute: false }) runs: readonly RunRow[] = []
  /** The list that a filter chose `runs` from. */
  @property({ attribute: false }) all: readonly RunRow[] | undefined
  /** The run that is selected. */
  @property() selected: string | undefined
  /** The run that the others are compared with. */
  @property() baseline: string | undefined
  /** The runs that are ticked, to be compared. */
  @property({ attribute: false }) ticked: readonly string[] = []
  /** What it is sorted by, `metric.auc desc`; "" lists children below their parents. */
  @property() sort = ""
  /** Which columns are shown, as `choiceOf` writes it; "" for all. */
  @property() columns = ""
  /** What names of columns hold. */
  @property() search = ""
  /** Columns that are the same for all runs are shown, too. */
  @property({ type: Boolean }) alike = false
  @property({ type: Number }) width = 1000
  @state() private folded: ReadonlySet<string> = new Set()
  @state() private choosing = false
  private known: readonly RunColumn[] = []
  private leftOut: ReadonlySet<string> = new Set()
  private base: RunRow | undefined
  private lines: readonly NestedRun[] = []
  private readonly rows = new VirtualizerController<Element, Element>(this, {
    count: 0,
    getScrollElement: () => this.renderRoot.querySelector(".scroll"),
    estimateSize: () => ROW,
    overscan: 12,
  })
  private readonly cells = new VirtualizerController<Element, Element>(this, {
    count: 0,
    horizontal: true,
    getScrollElement: () => this.renderRoot.querySelector(".scroll"),
    estimateSize: () => COLUMN,
    overscan: 3,
    scrollMargin: 0,
  })

  constructor() {
    super()
    new WidthController(this)
  }

  override willUpdate(changed: PropertyValues<this>) {
    if (changed.has("runs")) this.known = runColumns(this.runs, this.all)
    if (changed.has("runs") || changed.has("columns")) this.leftOut = leftOutOf(this.columns, this.known.map(keyOf))
    if (changed.has("runs") || changed.has("baseline")) {
      this.base = this.runs.find(({ runId }) => runId === this.baseline)
    }
    // Drawing happens with every step of the scroll bar; what is listed changes seldom.
    const inputs = ["runs", "baseline", "sort", "folded"]
    if (inputs.some((name) => changed.has(name as keyof RunTable))) this.lines = this.listed()
  }

  override render() {
    const columns = this.shownColumns()
    const runs = this.lines
    const rows = this.rows.getVirtualizer()
    rows.setOptions({ ...rows.options, count: runs.length })
    const cells = this.cells.getVirtualizer()
    cells.setOptions({ ...cells.options, count: columns.length })
    const seen = cells.getVirtualItems().map(({ index }) => index)
    const width = this.first + columns.length * COLUMN
    return html`${this.renderControls(columns.length)}
      <div class="scroll" tabindex="0" style="height:${Math.min(560, (runs.length + 1) * ROW + 2)}px">
        <div role="table" aria-label="Runs" aria-rowcount=${runs.length + 1} aria-colcount=${columns.length + 1} style="width:${width}px;height:${(runs.length + 1) * ROW}px">
          ${this.renderHead(columns, seen)}
          ${rows.getVirtualItems().map(({ index, start }) => this.renderRun(runs[index]!, index, start, columns, seen))}
        </div>
      </div>`
  }

  /** The width of the column of names, in pixels. */
  private get first(): number {
    return this.width < 560 ? 272 : 300
  }

  private renderControls(shown: number) {
    const { base } = this
    return html`<div class="bar">
      <label><input type="checkbox" .checked=${!this.alike} @change=${(event: Event) => this.setLook("alike", !(event.target as HTMLInputElement).checked)} />only columns that differ</label>
      <label>Columns <input type="search" aria-label="Search columns" .value=${this.search} @input=${(event: Event) => {
        this.search = (event.target as HTMLInputElement).value
      }} @change=${() => this.setLook("search", this.search)} /></label>
      ${this.renderChoice()}
      <span class="quiet">${this.runs.length.toLocaleString("en-US")} runs, ${shown} of ${this.known.length} columns</span>
      ${base ? html`<span>Baseline: <strong>${base.runName || base.runId}</strong> <button @click=${() => this.pin(base.runId)}>Unpin</button></span>` : nothing}
    </div>`
  }

  /** Which columns are shown: those that the search finds, ticked or not. */
  private renderChoice() {
    return html`<details @toggle=${(event: Event) => {
      this.choosing = (event.target as HTMLDetailsElement).open
    }}>
      <summary>Choose columns</summary>
      ${this.choosing ? this.renderOffered(this.offered()) : nothing}
    </details>`
  }

  private renderOffered(offered: readonly RunColumn[]) {
    const set = (hide: boolean) => () => {
      const keys = new Set(offered.map(keyOf))
      this.leaveOut(hide ? [...this.leftOut, ...keys] : [...this.leftOut].filter((key) => !keys.has(key)))
    }
    return html`<div class="choice" role="group" aria-label="Columns">
        <div class="bar"><button @click=${set(false)}>All</button><button @click=${set(true)}>None</button></div>
        ${offered
          .slice(0, OFFERED)
          .map(
            (column) =>
              html`<label><input type="checkbox" .checked=${!this.leftOut.has(keyOf(column))} @change=${() => this.toggle(column)} />${column.name} <small class="quiet">${column.kind}</small></label>`,
          )}
        ${offered.length > OFFERED ? html`<p class="quiet">${offered.length - OFFERED} more: search for them.</p>` : nothing}
      </div>`
  }

  private toggle(column: RunColumn) {
    const leftOut = new Set(this.leftOut)
    if (!leftOut.delete(keyOf(column))) leftOut.add(keyOf(column))
    this.leaveOut(leftOut)
  }

  private leaveOut(keys: Iterable<string>) {
    this.setLook("columns", choiceOf(new Set(keys), this.known.map(keyOf)))
  }

  /** Says what is looked at in another way, for whoever keeps it; what is as it began is undefined. */
  private setLook<Key extends "sort" | "columns" | "search" | "alike">(key: Key, value: this[Key]) {
    this[key] = value
    const detail = { key, value: value || undefined }
    this.dispatchEvent(new CustomEvent("look-changed", { detail, bubbles: true, composed: true }))
  }

  private offered(): RunColumn[] {
    const wanted = this.search.trim().toLowerCase()
    return this.known.filter(({ name, constant }) => (this.alike || !constant) && name.toLowerCase().includes(wanted))
  }

  private shownColumns(): RunColumn[] {
    return this.offered().filter((column) => !this.leftOut.has(keyOf(column)))
  }

  /** The baseline first; then as sorted, or children below their parents. */
  private listed(): NestedRun[] {
    const { base } = this
    const others = base ? this.runs.filter((run) => run !== base) : this.runs
    const order = orderOf(this.sort)
    const of = order?.key === BY_NAME ? nameOf : this.known.find((column) => keyOf(column) === order?.key)?.of
    const listed =
      order && of
        ? sortRuns(others, of, order.descending).map((run) => ({ run, depth: 0, children: 0 }))
        : nestRuns(others, this.folded)
    return base ? [{ run: base, depth: 0, children: 0 }, ...listed] : listed
  }

  private renderHead(columns: readonly RunColumn[], seen: readonly number[]) {
    return html`<div role="row" aria-rowindex="1" class="row head">
      ${this.renderHeadCell("run", "", undefined, "first", 1)}
      ${seen.map((index) => this.renderHeadCell(columns[index]!.name, columns[index]!.kind, index, "", index + 2))}
    </div>`
  }

  private renderHeadCell(name: string, kind: string, index: number | undefined, extra: string, at: number) {
    const key = index === undefined ? BY_NAME : keyOf({ kind: kind as RunColumn["kind"], name })
    const now = orderOf(this.sort)
    const sorted = now?.key === key
    const order = sorted ? (now.descending ? "descending" : "ascending") : "none"
    const left = index === undefined ? `width:${this.first}px` : `left:${this.first + index * COLUMN}px`
    return html`<div role="columnheader" aria-colindex=${at} aria-sort=${order} class="cell ${extra} ${kind}" style=${left}>
      ${
        index === undefined
          ? html`<input class="all" type="checkbox" aria-label="Compare all runs that are listed" title="compare all" .checked=${this.allTicked} @change=${this.tickAll} />`
          : nothing
      }
      <button title=${kind === "" || kind === "fact" ? name : `${kind}: ${name}`} @click=${() => this.setLook("sort", nextOrder(this.sort, key))}>
        <span>${name}</span>${sorted ? (now.descending ? " \u2193" : " \u2191") : ""}
      </button>
    </div>`
  }

  private renderRun(
    { run, depth, children }: NestedRun,
    index: number,
    start: number,
    columns: readonly RunColumn[],
    seen: readonly number[],
  ) {
    const { base } = this
    const pinned = run === base
    const classes = `row ${run.runId === this.selected ? "selected" : ""} ${pinned ? "pinned" : ""}`
    return html`<div role="row" aria-rowindex=${index + 2} class=${classes} data-run=${run.runId} style="transform:translateY(${start + ROW}px)">
      <div role="rowheader" aria-colindex="1" class="cell first" style="padding-left:${4 + depth * 16}px;width:${this.first}px">
        <input type="checkbox" aria-label="Compare ${run.runName || run.runId}" title="compare" .checked=${this.allTicked || this.ticked.includes(run.runId)} @change=${() => this.tick(run.runId)} />
        ${children > 0 ? this.renderFold(run, children) : html`<i></i>`}
        <button class="name" title=${run.runName ? `${run.runName}\n${run.runId}` : run.runId} @click=${() => this.choose(run.runId)}>${run.runName || run.runId}</button>
        <button class="pin" aria-pressed=${pinned} aria-label="Pin ${run.runName || run.runId} as the baseline" title="baseline" @click=${() => this.pin(run.runId)}>${pinned ? "\u25cf" : "\u25cb"}</button>
      </div>
      ${seen.map((at) => this.renderCell(columns[at]!, run, base, at))}
    </div>`
  }

  private renderFold({ runId, runName }: RunRow, children: number) {
    const open = !this.folded.has(runId)
    return html`<button class="fold" aria-expanded=${open} aria-label="${children} children of ${runName || runId}" @click=${() => this.fold(runId)}>${open ? "\u25be" : "\u25b8"}</button>`
  }

  private renderCell(column: RunColumn, run: RunRow, base: RunRow | undefined, at: number) {
    const { text, delta, same } = runCell(column, run, base)
    return html`<div role="cell" aria-colindex=${at + 2} class="cell ${column.kind} ${same ? "same" : ""}" style="left:${this.first + at * COLUMN}px" title=${text}>
      ${text}${delta ? html`<small>${delta}</small>` : nothing}
    </div>`
  }

  private fold(runId: string) {
    const folded = new Set(this.folded)
    if (!folded.delete(runId)) folded.add(runId)
    this.folded = folded
  }

  private pin(runId: string) {
    this.baseline = this.baseline === runId ? undefined : runId
    this.dispatchEvent(new CustomEvent("baseline-chosen", { detail: this.baseline, bubbles: true, composed: true }))
  }

  private get allTicked(): boolean {
    return this.ticked[0] === "*"
  }

  private readonly tickAll = () => {
    const detail = this.allTicked ? [] : ["*"]
    this.dispatchEvent(new CustomEvent("runs-ticked", { detail, bubbles: true, composed: true }))
  }

  /** Of all that are listed, one that is unticked leaves the others that can be shown side by side. */
  private tick(runId: string) {
    if (this.allTicked) return this.tickAll()
    const detail = this.ticked.includes(runId) ? this.ticked.filter((id) => id !== runId) : [...this.ticked, runId]
    this.dispatchEvent(new CustomEvent("runs-ticked", { detail, bubbles: true, composed: true }))
  }

  private choose(runId: string) {
    this.dispatchEvent(new CustomEvent("run-selected", { detail: runId, bubbles: true, composed: true }))
  }
}

function nameOf({ runName }: RunRow): string {
  return runName
}

declare global {
  interface HTMLElementTagNameMap {
    "run-table": RunTable
  }
}
