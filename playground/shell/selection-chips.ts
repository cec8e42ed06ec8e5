import { css, html, LitElement, nothing } from "lit"
import { customElement, property } from "lit/decorators.js"
import { whole } from "../plots/format.js"
import type { Session } from "../session.js"
import type { PageId } from "../state/view-state.js"
import { controlStyles } from "../views/chart-styles.js"

/** What is selected on every page: a feature, a row, a run. Each leads to its page and can be let go. */
@customElement("selection-chips")
export class SelectionChips extends LitElement {
  static override styles = [
    controlStyles,
    css`
      :host(:empty) {
        display: block;
      }
      ul {
        display: flex;
        gap: 6px;
        flex-wrap: wrap;
        list-style: none;
        margin: 0;
        padding: 0;
      }
      li {
        display: inline-flex;
        border: 1px solid var(--edge);
        border-radius: 14px;
        overflow: hidden;
        min-width: 0;
      }
      button {
        border: 0;
        border-radius: 0;
        min-height: 26px;
        font-size: 12.5px;
        padding: 0 4px 0 11px;
        background: none;
        overflow-wrap: anywhere;
      }
      button + button {
        padding: 0 9px 0 5px;
        color: var(--quiet);
      }
      :focus-visible {
        outline-offset: -2px;
      }
    `,
  ]

  @property({ attribute: false }) session!: Session

  override connectedCallback() {
    super.connectedCallback()
    this.session.watch(this)
  }

  override render() {
    const { feature, row, run } = this.session.view
    const named = this.session.state.stores.flatMap(({ runs }) => runs).find(({ runId }) => runId === run)
    const chips = [
      ...(feature === undefined ? [] : [this.chip("feature", feature, "feature")]),
      ...(row === undefined ? [] : [this.chip("row", whole(row), "row")]),
      ...(run === undefined ? [] : [this.chip("run", named?.runName || run, "runs")]),
    ]
    return chips.length > 0 ? html`<ul aria-label="Selected">${chips}</ul>` : nothing
  }

  private chip(kind: "feature" | "row" | "run", text: string, page: PageId) {
    return html`<li>
      <button title="Go to its page" @click=${() => this.session.look({ page })}>${kind} <strong>${text}</strong></button>
      <button aria-label="Let ${kind} ${text} go" @click=${() => this.session.look({ [kind]: undefined })}>\u00d7</button>
    </li>`
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "selection-chips": SelectionChips
  }
}
