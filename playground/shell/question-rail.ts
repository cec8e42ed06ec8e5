import { css, html, LitElement, nothing } from "lit"
import { customElement, property, state } from "lit/decorators.js"
import { closedBecause, type Page, pages } from "../pages/pages.js"
import type { SessionState } from "../session.js"
import type { PageId } from "../state/view-state.js"
import { controlStyles } from "../views/chart-styles.js"

/**
 * Every question; those that cannot be answered yet say what they need.
 * @fires page-chosen - a PageId in `detail`
 */
@customElement("question-rail")
export class QuestionRail extends LitElement {
  static override styles = [
    controlStyles,
    css`
      :host {
        border-right: 1px solid var(--line);
      }
      nav {
        position: sticky;
        top: 0;
        padding: 14px 10px;
        max-height: 100vh;
        overflow: auto;
        box-sizing: border-box;
      }
      ol {
        list-style: none;
        margin: 0;
        padding: 0;
        display: grid;
        gap: 1px;
      }
      a,
      .missing {
        display: grid;
        grid-template-columns: 1.7em 1fr;
        padding: 5px 8px;
        border-radius: 6px;
        color: var(--text);
        text-decoration: none;
        line-height: 1.35;
      }
      .number {
        color: var(--quiet);
        font-variant-numeric: tabular-nums;
      }
      a:hover {
        background: var(--hover);
      }
      a[aria-current] {
        background: var(--tint);
        color: var(--accent);
        font-weight: 600;
      }
      .missing {
        color: var(--quiet);
      }
      small {
        display: block;
        font-size: 11.5px;
      }
      .open {
        display: none;
        width: calc(100% - 28px);
        margin: 10px 14px 0;
        text-align: left;
        justify-content: space-between;
      }
      @media (max-width: 860px) {
        :host {
          border-right: 0;
        }
        .open {
          display: flex;
        }
        nav {
          position: static;
          display: none;
          max-height: none;
        }
        nav.unfolded {
          display: block;
        }
      }
    `,
  ]

  @property({ attribute: false }) state!: SessionState
  @property() shown: PageId = "dropped"
  @state() private unfolded = false

  override render() {
    const current = pages.find(({ id }) => id === this.shown)
    return html`<button
        class="open"
        aria-expanded=${this.unfolded}
        @click=${() => {
          this.unfolded = !this.unfolded
        }}
      >
        <span>${current?.title}</span><span aria-hidden="true">${this.unfolded ? "\u25b4" : "\u25be"}</span>
      </button>
      <nav aria-label="Questions" class=${this.unfolded ? "unfolded" : ""}>
        <ol>
          ${pages.map((page, i) => html`<li>${this.renderEntry(page, i)}</li>`)}
        </ol>
      </nav>`
  }

  private renderEntry(page: Page, i: number) {
    const missing = closedBecause(page, this.state)
    const number = html`<span class="number" aria-hidden="true">${i + 1}</span>`
    if (missing) {
      return html`<span class="missing">${number}<span>${page.title}<small>${missing}</small></span></span>`
    }
    const current = page.id === this.shown ? "page" : undefined
    return html`<a href="#v=${page.id}" aria-current=${current ?? nothing} title="g ${page.letter}" @click=${(event: Event) => this.choose(event, page.id)}
      >${number}<span>${page.title}</span></a
    >`
  }

  private choose(event: Event, page: PageId) {
    event.preventDefault()
    this.unfolded = false
    this.dispatchEvent(new CustomEvent("page-chosen", { detail: page }))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "question-rail": QuestionRail
  }
}
