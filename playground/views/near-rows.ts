import { css, html, LitElement } from "lit"
import { customElement, property } from "lit/decorators.js"
import type { NearRow } from "../../src/index.js"
import { plain, whole } from "../plots/format.js"
import { controlStyles } from "./chart-styles.js"

/**
 * The rows that are most alike to the chosen one.
 * @fires row-selected - the number of the row that was clicked, in `detail`
 */
@customElement("near-rows")
export class NearRows extends LitElement {
  static override styles = [
    controlStyles,
    css`
      h3 {
        margin: 0;
        font-size: 1rem;
      }
      p {
        margin: 2px 0 8px;
        color: var(--quiet);
      }
      td button {
        min-height: 24px;
      }
    `,
  ]

  @property({ attribute: false }) near: readonly NearRow[] = []
  /** The margin of each. */
  @property({ attribute: false }) margins: readonly number[] = []
  /** The target of each, where there is one. */
  @property({ attribute: false }) target: readonly string[] | undefined
  @property({ type: Number }) searched = 0
  @property({ type: Number }) total = 0

  override render() {
    const of = this.searched < this.total ? ` of ${whole(this.total)}, evenly drawn` : ""
    return html`<h3>Rows most like it</h3>
      <p>Mean difference over the features: 0 is the same, 1 as far as values go (Gower's distance). ${whole(this.searched)} rows searched${of}.</p>
      <div class="scroll" tabindex="0" role="region" aria-label="Rows most like it">
        <table>
          <thead>
            <tr>
              <th scope="col">row</th>
              <th scope="col" class="number">difference</th>
              <th scope="col" class="number">margin</th>
              ${this.target ? html`<th scope="col">target</th>` : ""}
            </tr>
          </thead>
          <tbody>
            ${this.near.map(
              ({ row, distance }, i) => html`<tr>
                <td><button aria-label="Explain row ${whole(row)}" @click=${() => this.choose(row)}>${whole(row)}</button></td>
                <td class="number">${plain(distance)}</td>
                <td class="number">${plain(this.margins[i] ?? Number.NaN)}</td>
                ${this.target ? html`<td>${this.target[i]}</td>` : ""}
              </tr>`,
            )}
          </tbody>
        </table>
      </div>`
  }

  private choose(row: number) {
    this.dispatchEvent(new CustomEvent("row-selected", { detail: row, bubbles: true, composed: true }))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "near-rows": NearRows
  }
}
