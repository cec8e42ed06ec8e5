import { css, html, LitElement } from "lit"
import { customElement, property, state } from "lit/decorators.js"
import { controlStyles } from "./chart-styles.js"

/** The numbers behind a chart. */
export interface ChartTable {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | number)[])[]
}

/**
 * What surrounds every chart: a title, a sentence that says what is seen, and the numbers as a table in its place.
 * @slot - the drawing
 */
@customElement("chart-frame")
export class ChartFrame extends LitElement {
  static override styles = [
    controlStyles,
    css`
      figure {
        margin: 0;
      }
      header {
        display: flex;
        gap: 12px;
        align-items: baseline;
        justify-content: space-between;
        flex-wrap: wrap;
      }
      h3 {
        margin: 0;
        font-size: 1.05rem;
      }
      p {
        margin: 2px 0 10px;
        color: var(--quiet);
        max-width: 80ch;
      }
      .scroll {
        max-height: 520px;
      }
    `,
  ]

  @property() heading = ""
  /** One sentence: what is drawn and what stands out. Read in place of the drawing. */
  @property() summary = ""
  @property({ attribute: false }) table: ChartTable = { columns: [], rows: [] }
  @state() private asTable = false

  override render() {
    return html`
      <figure role="group" aria-label=${this.heading}>
        <header>
          <h3>${this.heading}</h3>
          <button aria-pressed=${this.asTable} @click=${this.toggle}>${this.asTable ? "Show chart" : "Show table"}</button>
        </header>
        <p>${this.summary}</p>
        ${this.asTable ? this.renderTable() : html`<div role="img" aria-label=${this.summary}><slot></slot></div>`}
      </figure>
    `
  }

  private renderTable() {
    const { columns, rows } = this.table
    const numeric = columns.map((_, j) => (rows.every((row) => typeof row[j] === "number") ? "number" : ""))
    return html`<div class="scroll" tabindex="0" role="region" aria-label="${this.heading}, table">
      <table>
        <thead>
          <tr>
            ${columns.map((column, j) => html`<th scope="col" class=${numeric[j]!}>${column}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map((row) => html`<tr>${row.map((cell, j) => html`<td class=${numeric[j]!}>${cell}</td>`)}</tr>`)}
        </tbody>
      </table>
    </div>`
  }

  private toggle() {
    this.asTable = !this.asTable
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "chart-frame": ChartFrame
  }
}
