import { css, html, LitElement } from "lit"
import { customElement, property } from "lit/decorators.js"
import { controlStyles } from "./chart-styles.js"

/**
 * What went wrong, until it is dismissed.
 * @fires dismissed - the index of the error, in `detail`
 */
@customElement("error-list")
export class ErrorList extends LitElement {
  static override styles = [
    controlStyles,
    css`
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
        display: grid;
        gap: 8px;
      }
      li {
        display: flex;
        gap: 12px;
        justify-content: space-between;
        align-items: start;
        border-left: 4px solid var(--fail);
        background: var(--raised);
        padding: 8px 12px;
        overflow-wrap: anywhere;
      }
      button {
        flex: none;
      }
    `,
  ]

  @property({ attribute: false }) errors: readonly string[] = []

  override render() {
    return html`<div role="alert">
      ${
        this.errors.length === 0
          ? ""
          : html`<ul>
            ${this.errors.map(
              (error, i) => html`<li>
                <span>${error}</span>
                <button aria-label="Dismiss: ${error}" @click=${() => this.dismiss(i)}>Dismiss</button>
              </li>`,
            )}
          </ul>`
      }
    </div>`
  }

  private dismiss(index: number) {
    this.dispatchEvent(new CustomEvent("dismissed", { detail: index }))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "error-list": ErrorList
  }
}
