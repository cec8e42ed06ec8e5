import { css, html, LitElement, nothing } from "lit"
import { customElement, property } from "lit/decorators.js"
import type { Finding } from "../plots/cards.js"
import { controlStyles } from "./chart-styles.js"

const marks = { pass: "\u2713", info: "i", warn: "!", fail: "\u2715" } as const

/**
 * One finding of an audit with its evidence.
 * @slot - a chart that shows it
 * @fires feature-selected - the feature it is about, in `detail`
 */
@customElement("finding-card")
export class FindingCard extends LitElement {
  static override styles = [
    controlStyles,
    css`
      article {
        border: 1px solid var(--line);
        border-left: 4px solid var(--mark);
        border-radius: 6px;
        padding: 10px 14px;
        display: grid;
        gap: 8px;
      }
      .fail {
        --mark: var(--fail);
      }
      .warn {
        --mark: var(--warn);
      }
      .info {
        --mark: var(--accent);
      }
      .pass {
        --mark: var(--pass);
      }
      header {
        display: flex;
        gap: 6px 10px;
        align-items: baseline;
        flex-wrap: wrap;
      }
      .mark {
        color: var(--mark);
        font-weight: 700;
      }
      h3 {
        margin: 0;
        font-size: 1rem;
        overflow-wrap: anywhere;
      }
      header button {
        margin-left: auto;
      }
      p {
        margin: 0;
        max-width: 88ch;
        overflow-wrap: anywhere;
      }
      dl {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 24px;
        margin: 0;
        font-variant-numeric: tabular-nums;
      }
      dl div {
        display: flex;
        gap: 6px;
      }
      dt {
        color: var(--quiet);
      }
      dd {
        margin: 0;
      }
    `,
  ]

  @property({ attribute: false }) finding: Finding | undefined

  override render() {
    const { finding } = this
    if (!finding) return nothing
    const { rule, severity, message, evidence, cure, feature } = finding
    return html`<article class=${severity}>
      <header>
        <span class="mark" role="img" aria-label=${severity}>${marks[severity]}</span>
        <h3>${rule}</h3>
        ${feature === undefined ? nothing : html`<button @click=${this.choose}>Show ${feature}</button>`}
      </header>
      <p>${message}</p>
      ${evidence.length > 0 ? html`<dl>${evidence.map(({ name, value }) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>` : nothing}
      ${cure ? html`<p class="quiet">${cure}</p>` : nothing}
      <slot></slot>
    </article>`
  }

  private choose() {
    const detail = this.finding?.feature
    this.dispatchEvent(new CustomEvent("feature-selected", { detail, bubbles: true, composed: true }))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "finding-card": FindingCard
  }
}
