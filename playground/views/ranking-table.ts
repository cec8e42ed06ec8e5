import { css, html, LitElement, nothing } from "lit"
import { customElement, property } from "lit/decorators.js"
import type { ModelRanking } from "../../src/index.js"
import { plain } from "../plots/format.js"
import { controlStyles } from "./chart-styles.js"

/**
 * The best runs by a metric, with the tags that say so.
 * @fires run-selected - the id of the run whose name was clicked, in `detail`
 */
@customElement("ranking-table")
export class RankingTable extends LitElement {
  static override styles = [
    controlStyles,
    css`
      td button,
      th button {
        min-height: 24px;
      }
      th {
        overflow-wrap: anywhere;
      }
    `,
  ]

  @property({ attribute: false }) ranking: ModelRanking | undefined
  /** Nobody listens: names are no buttons. */
  @property({ type: Boolean }) still = false

  override render() {
    const { ranking } = this
    if (!ranking) return nothing
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Top models">
      <table>
        <thead>
          <tr>${["rank", "run", ranking.metric, "tags"].map((name, i) => html`<th scope="col" class=${i === 0 || i === 2 ? "number" : ""}>${name}</th>`)}</tr>
        </thead>
        <tbody>
          ${ranking.models.map(
            ({ rank, run_id, run_name, value }) => html`<tr>
              <td class="number">${rank}</td>
              <th scope="row" title=${run_id}>${this.still ? run_name || run_id : html`<button @click=${() => this.choose(run_id)}>${run_name || run_id}</button>`}</th>
              <td class="number">${plain(value)}</td>
              <td class="quiet">model_rank=${rank}, top_${ranking.top_n}${rank <= 3 ? ", production_candidate" : ""}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`
  }

  private choose(runId: string) {
    this.dispatchEvent(new CustomEvent("run-selected", { detail: runId, bubbles: true, composed: true }))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ranking-table": RankingTable
  }
}
