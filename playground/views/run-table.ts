import { css, html, LitElement } from "lit"
import { customElement, property, state } from "lit/decorators.js"
import type { Run } from "../../src/index.js"
import { plain } from "../plots/format.js"
import { controlStyles } from "./chart-styles.js"

/** Rows drawn at once; more on demand. */
const PAGE = 500

type Value = string | number | undefined

interface Field {
  readonly name: string
  readonly of: (run: Run) => Value
}

/** The runs of a store, newest first or by any column, children below their parents. */
@customElement("run-table")
export class RunTable extends LitElement {
  static override styles = [
    controlStyles,
    css`
      th button {
        border: 0;
        background: none;
        padding: 0;
        min-height: 24px;
        font-weight: 600;
      }
      tbody th {
        background: none;
        font-weight: 400;
        position: sticky;
        left: 0;
        background: var(--ground);
      }
      .child {
        padding-left: 28px;
      }
      .scroll {
        max-height: 560px;
      }
      thead th {
        position: sticky;
        top: 0;
        z-index: 1;
      }
    `,
  ]

  @property({ attribute: false }) runs: readonly Run[] = []
  @state() private sortBy = ""
  @state() private descending = true
  @state() private shown = PAGE

  override render() {
    const fields = this.fields()
    const runs = this.sorted(fields)
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Runs">
        <table>
          <thead>
            <tr>
              ${["run", ...fields.map(({ name }) => name)].map((name) => this.renderHead(name))}
            </tr>
          </thead>
          <tbody>
            ${runs.slice(0, this.shown).map((run) => this.renderRun(run, fields))}
          </tbody>
        </table>
      </div>
      ${
        runs.length > this.shown
          ? html`<p class="quiet">
            Showing ${this.shown.toLocaleString("en-US")} of ${runs.length.toLocaleString("en-US")} runs.
            <button @click=${this.more}>Show ${PAGE} more</button>
          </p>`
          : ""
      }`
  }

  private renderHead(name: string) {
    const sorted = this.sortBy === name
    const order = sorted ? (this.descending ? "descending" : "ascending") : "none"
    return html`<th scope="col" aria-sort=${order}>
      <button @click=${() => this.sort(name)}>${name}${sorted ? (this.descending ? " ↓" : " ↑") : ""}</button>
    </th>`
  }

  private renderRun(run: Run, fields: readonly Field[]) {
    const child = this.sortBy === "" && run.tags["mlflow.parentRunId"] !== undefined
    return html`<tr data-run=${run.runId}>
      <th scope="row" class=${child ? "child" : ""} title=${run.runId}>${run.runName || run.runId}</th>
      ${fields.map(({ of }) => {
        const value = of(run)
        return typeof value === "number" ? html`<td class="number">${plain(value)}</td>` : html`<td>${value ?? ""}</td>`
      })}
    </tr>`
  }

  /** Status and start, then every metric, then the params that differ. */
  private fields(): Field[] {
    const metrics = keysOf(this.runs.map(({ metrics }) => metrics))
    const params = keysOf(this.runs.map(({ params }) => params)).filter(
      (key) => new Set(this.runs.map(({ params }) => params[key])).size > 1,
    )
    return [
      { name: "status", of: (run) => run.status },
      {
        name: "started",
        of: (run) =>
          run.startTime === null ? "" : new Date(run.startTime).toISOString().slice(0, 16).replace("T", " "),
      },
      ...metrics.map((key) => ({ name: key, of: (run: Run) => run.metrics[key] })),
      ...params.map((key) => ({ name: key, of: (run: Run) => run.params[key] })),
    ]
  }

  private sorted(fields: readonly Field[]): readonly Run[] {
    if (this.sortBy === "") return nested(this.runs)
    const of = fields.find(({ name }) => name === this.sortBy)?.of ?? ((run: Run) => run.runName)
    const sign = this.descending ? -1 : 1
    return this.runs.toSorted((a, b) => compare(of(a), of(b), sign))
  }

  /** The first click sorts largest first, the second smallest first, the third as it was. */
  private sort(name: string) {
    if (this.sortBy !== name) [this.sortBy, this.descending] = [name, true]
    else if (this.descending) this.descending = false
    else this.sortBy = ""
  }

  private more() {
    this.shown += PAGE
  }
}

function keysOf(records: readonly Readonly<Record<string, unknown>>[]): string[] {
  return [...new Set(records.flatMap((record) => Object.keys(record)))].sort()
}

/** Missing and NaN last, both ways, as MLflow sorts. */
function compare(a: Value, b: Value, sign: number): number {
  const absent = (value: Value) => value === undefined || Number.isNaN(value)
  if (absent(a) || absent(b)) return Number(absent(a)) - Number(absent(b))
  if (typeof a === "number" && typeof b === "number") return sign * (a - b)
  return sign * (String(a) < String(b) ? -1 : Number(String(a) > String(b)))
}

/** Every run followed by its children, both newest first. */
function nested(runs: readonly Run[]): Run[] {
  const ids = new Set(runs.map(({ runId }) => runId))
  const parentOf = (run: Run) => run.tags["mlflow.parentRunId"]
  const children = new Map<string | undefined, Run[]>()
  for (const run of runs) {
    const parent = ids.has(parentOf(run) ?? "") ? parentOf(run) : undefined
    children.set(parent, [...(children.get(parent) ?? []), run])
  }
  const listed = new Set<Run>()
  const withChildren = (run: Run): Run[] => {
    // Runs that name each other as parents are still listed once.
    if (listed.has(run)) return []
    listed.add(run)
    return [run, ...(children.get(run.runId) ?? []).flatMap(withChildren)]
  }
  const ordered = (children.get(undefined) ?? []).flatMap(withChildren)
  return [...ordered, ...runs.filter((run) => !listed.has(run))]
}

declare global {
  interface HTMLElementTagNameMap {
    "run-table": RunTable
  }
}
