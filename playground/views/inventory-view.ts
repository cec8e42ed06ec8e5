import { css, html, LitElement } from "lit"
import { customElement, property } from "lit/decorators.js"
import type { Check, Item } from "../../src/index.js"
import { controlStyles } from "./chart-styles.js"

const marks: Readonly<Record<Check["status"], string>> = { pass: "✓", warn: "!", fail: "✕" }

/** What was opened, what each file is, and how the chosen model and table go together. */
@customElement("inventory-view")
export class InventoryView extends LitElement {
  static override styles = [
    controlStyles,
    css`
      :host {
        display: grid;
        gap: 20px;
      }
      td {
        white-space: normal;
        overflow-wrap: anywhere;
        vertical-align: top;
      }
      td:nth-child(2) {
        white-space: nowrap;
      }
      td:first-child {
        min-width: 14ch;
      }
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
        display: grid;
        gap: 6px;
      }
      li {
        display: grid;
        grid-template-columns: 1.6em 8.5em 1fr;
        gap: 4px;
        overflow-wrap: anywhere;
      }
      .mark {
        font-weight: 700;
      }
      .pass .mark {
        color: var(--pass);
      }
      .warn .mark {
        color: var(--warn);
      }
      .fail .mark {
        color: var(--fail);
      }
      h3 {
        margin: 0 0 8px;
        font-size: 1.05rem;
      }
      @media (max-width: 560px) {
        li {
          grid-template-columns: 1.6em 1fr;
        }
        li > :last-child {
          grid-column: 2;
        }
      }
    `,
  ]

  @property({ attribute: false }) items: readonly Item[] = []
  @property({ attribute: false }) checks: readonly Check[] = []

  override render() {
    return html`
      ${this.checks.length > 0 ? this.renderChecks() : ""}
      <section aria-label="Opened">
        <h3>Opened</h3>
        <div class="scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">file</th>
                <th scope="col">kind</th>
                <th scope="col">what it is</th>
              </tr>
            </thead>
            <tbody>
              ${this.items.map((item) => this.renderItem(item))}
            </tbody>
          </table>
        </div>
      </section>
    `
  }

  private renderChecks() {
    return html`<section aria-label="Checks">
      <h3>Do the model and the table go together?</h3>
      <ul>
        ${this.checks.map(
          ({ name, status, message }) => html`<li class=${status} data-check=${name}>
            <span class="mark" role="img" aria-label=${status}>${marks[status]}</span>
            <span>${name}</span>
            <span>${message}</span>
          </li>`,
        )}
      </ul>
    </section>`
  }

  private renderItem({ path, kind, summary, roles, notes }: Item) {
    const listed = Object.entries(roles).map(([role, column]) => `${role}: ${column}`)
    return html`<tr>
      <td>${path}</td>
      <td>${kind}</td>
      <td>
        ${summary}${listed.length > 0 ? html`<br /><span class="quiet">${listed.join(", ")}</span>` : ""}
        ${notes.map((note) => html`<br /><span class="quiet">${note}</span>`)}
      </td>
    </tr>`
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "inventory-view": InventoryView
  }
}
