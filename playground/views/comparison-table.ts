import { css, html, LitElement, nothing, type PropertyValues } from "lit"
import { customElement, property, state } from "lit/decorators.js"
import type { ComparedField, RunComparison } from "../../src/index.js"
import { plain } from "../plots/format.js"
import { controlStyles } from "./chart-styles.js"

/** Cells that are drawn in one task: thousands at once would block the page. */
const CELLS = 600

/**
 * Runs side by side, a column a run, the baseline first; only what differs, unless all is asked for.
 * @fires run-selected - the id of the run whose name was clicked, in `detail`
 */
@customElement("comparison-table")
export class ComparisonTable extends LitElement {
  static override styles = [
    controlStyles,
    css`
      .scroll {
        max-height: 520px;
      }
      thead th {
        position: sticky;
        top: 0;
        z-index: 1;
        background: var(--raised);
      }
      tbody th {
        font-weight: 400;
        max-width: 240px;
        overflow-wrap: anywhere;
      }
      td {
        max-width: 260px;
        overflow-wrap: anywhere;
      }
      tbody th small {
        color: var(--quiet);
        margin-right: 6px;
      }
      td small {
        color: var(--quiet);
        margin-left: 6px;
      }
      .bar {
        display: flex;
        gap: 8px 16px;
        margin-bottom: 8px;
        flex-wrap: wrap;
      }
    `,
  ]

  @property({ attribute: false }) comparison: RunComparison | undefined
  /** Nobody listens: names are no buttons. */
  @property({ type: Boolean }) still = false
  @state() private all = false
  /** Fields that are drawn so far. */
  @state() private drawn = 0
  private shown: readonly ComparedField[] = []
  private next: ReturnType<typeof setTimeout> | undefined

  override willUpdate(changed: PropertyValues) {
    if (!changed.has("comparison") && !changed.has("all")) return
    this.shown = this.comparison?.fields.filter(({ differs }) => this.all || differs) ?? []
    this.drawn = this.portion
  }

  override updated() {
    clearTimeout(this.next)
    if (this.drawn >= this.shown.length) return
    this.next = setTimeout(() => {
      this.drawn += this.portion
    })
  }

  private get portion(): number {
    return Math.ceil(CELLS / Math.max(1, this.comparison?.runs.length ?? 1))
  }

  override render() {
    const { comparison, all, shown } = this
    if (!comparison) return nothing
    const { runs, fields } = comparison
    return html`
      <div class="bar">
        <label><input type="checkbox" .checked=${!all} @change=${(event: Event) => {
          this.all = !(event.target as HTMLInputElement).checked
        }} />only what differs</label>
        <span class="quiet">${shown.length} of ${fields.length} fields</span>
      </div>
      <div class="scroll" tabindex="0" role="region" aria-label="Runs side by side">
        <table>
          <thead>
            <tr>
              <th scope="col">field</th>
              ${runs.map(
                ({ runId, runName }, i) =>
                  html`<th scope="col" title=${runId}>${this.renderName(runId, runName || runId.slice(0, 8))}${i === 0 && comparison.baseline ? " (baseline)" : ""}</th>`,
              )}
            </tr>
          </thead>
          <tbody>${shown.slice(0, this.drawn).map((field) => this.renderField(field))}</tbody>
        </table>
      </div>`
  }

  private renderName(runId: string, name: string) {
    return this.still ? name : html`<button @click=${() => this.choose(runId)}>${name}</button>`
  }

  private renderField({ kind, key, values, differences }: ComparedField) {
    return html`<tr>
      <th scope="row"><small>${kind}</small>${key}</th>
      ${values.map((value, i) => {
        const difference = i > 0 ? differences?.[i] : null
        const sign = typeof difference === "number" && difference > 0 ? "+" : ""
        const text = typeof value === "number" ? plain(value) : (value ?? "")
        return html`<td class=${typeof value === "number" ? "number" : ""}>${text}${typeof difference === "number" ? html`<small>${sign}${plain(difference)}</small>` : nothing}</td>`
      })}
    </tr>`
  }

  private choose(runId: string) {
    this.dispatchEvent(new CustomEvent("run-selected", { detail: runId, bubbles: true, composed: true }))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "comparison-table": ComparisonTable
  }
}
