import { css, html, LitElement, nothing } from "lit"
import { customElement, property } from "lit/decorators.js"
import { csvOf } from "../plots/chart-table.js"
import { plain } from "../plots/format.js"
import { byDisagreement, type RankAgreementData, rankAgreementTable } from "../plots/rank-agreement.js"
import { controlStyles } from "./chart-styles.js"
import { fileName, saveFile } from "./save-chart.js"

/** Ranks of the features in several rankings, and Spearman's correlation between these. */
@customElement("rank-agreement")
export class RankAgreement extends LitElement {
  static override styles = [
    controlStyles,
    css`
      :host {
        display: grid;
        gap: 8px;
      }
      .head {
        display: flex;
        justify-content: space-between;
        gap: 12px;
      }
      h3 {
        margin: 0;
        font-size: 1rem;
      }
      p {
        margin: 0;
        color: var(--quiet);
        max-width: 88ch;
      }
      .head button {
        border-color: transparent;
        background: none;
        color: var(--quiet);
        min-height: 24px;
        font-size: 12px;
      }
      .scroll {
        max-height: 420px;
      }
      .apart {
        font-weight: 650;
      }
    `,
  ]

  @property({ attribute: false }) data: RankAgreementData | undefined

  override render() {
    const { data } = this
    if (!data) return nothing
    return html`<div class="head">
        <h3>Do the rankings agree?</h3>
        <button aria-label="CSV of the rankings" @click=${this.save}>CSV</button>
      </div>
      <p>Spearman's rank correlation between the rankings, then each feature's rank in them; those that differ most first.</p>
      ${this.renderCorrelations(data)} ${this.renderRanks(data)}`
  }

  private renderCorrelations({ rankings, spearman }: RankAgreementData) {
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Rank correlations">
      <table>
        <thead>
          <tr><td></td>${rankings.map(({ name }) => html`<th scope="col" class="number">${name}</th>`)}</tr>
        </thead>
        <tbody>
          ${rankings.map(({ name }, i) => html`<tr><th scope="row">${name}</th>${rankings.map((_, j) => html`<td class="number">${i === j ? "\u2013" : plain(spearman[i]![j]!)}</td>`)}</tr>`)}
        </tbody>
      </table>
    </div>`
  }

  private renderRanks(data: RankAgreementData) {
    const { features, rankings } = data
    const far = Math.max(3, features.length / 4)
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Ranks of features">
      <table>
        <thead>
          <tr><th scope="col">feature</th>${rankings.map(({ name }) => html`<th scope="col" class="number">${name}</th>`)}</tr>
        </thead>
        <tbody>
          ${byDisagreement(data).map((i) => {
            const ranks = rankings.map((ranking) => ranking.ranks[i]!)
            const apart = Math.max(...ranks) - Math.min(...ranks) > far
            return html`<tr class=${apart ? "apart" : ""}><td>${features[i]}</td>${ranks.map((rank) => html`<td class="number">${plain(rank)}</td>`)}</tr>`
          })}
        </tbody>
      </table>
    </div>`
  }

  private save() {
    if (this.data)
      saveFile(fileName("rankings", "csv"), new Blob([csvOf(rankAgreementTable(this.data))], { type: "text/csv" }))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rank-agreement": RankAgreement
  }
}
