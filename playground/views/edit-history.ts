import { css, html, LitElement, nothing } from "lit"
import { customElement, property } from "lit/decorators.js"
import { effect, plain } from "../plots/format.js"
import { controlStyles } from "./chart-styles.js"

/** Values by column that were tried, and what came of them. */
export interface PastEdit {
  readonly edits: Readonly<Record<string, string>>
  readonly margin: number
  readonly prediction: number
}

/**
 * What was tried on a row. Each trial can be taken up again.
 * @fires edits-chosen - the edits of a trial, in `detail`
 */
@customElement("edit-history")
export class EditHistory extends LitElement {
  static override styles = [
    controlStyles,
    css`
      ol {
        list-style: none;
        margin: 0;
        padding: 0;
        display: grid;
        gap: 2px;
        max-height: 180px;
        overflow: auto;
      }
      button {
        width: 100%;
        display: flex;
        justify-content: space-between;
        gap: 12px;
        text-align: left;
        border-color: transparent;
        font-size: 13px;
      }
      button span:first-child {
        overflow-wrap: anywhere;
      }
      button span:last-child {
        white-space: nowrap;
      }
      button[aria-current] {
        background: var(--tint);
      }
    `,
  ]

  @property({ attribute: false }) past: readonly PastEdit[] = []
  /** The edits that stand now. */
  @property({ attribute: false }) now: Readonly<Record<string, string>> = {}
  /** The prediction is the margin. */
  @property({ type: Boolean }) plain = false

  override render() {
    const [first] = this.past
    if (!first || this.past.length < 2) return nothing
    return html`<ol aria-label="What was tried">
      ${this.past.map((each) => {
        const names = Object.entries(each.edits).map(([column, value]) => `${column} = ${value || "missing"}`)
        const current = JSON.stringify(each.edits) === JSON.stringify(this.now)
        const number = this.plain ? plain(each.margin) : `${plain(each.prediction)} (margin ${plain(each.margin)})`
        const moved = each === first ? "" : `, ${effect(each.margin - first.margin)}`
        return html`<li>
          <button aria-current=${current ? "true" : nothing} @click=${() => this.choose(each)}>
            <span>${names.join(", ") || "the row as it is"}</span><span>${number}${moved}</span>
          </button>
        </li>`
      })}
    </ol>`
  }

  private choose({ edits }: PastEdit) {
    this.dispatchEvent(new CustomEvent("edits-chosen", { detail: edits }))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "edit-history": EditHistory
  }
}
