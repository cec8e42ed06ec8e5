import { css, html, LitElement } from "lit"
import { customElement } from "lit/decorators.js"
import { controlStyles } from "./chart-styles.js"

const bundles: readonly { id: string; title: string; text: string }[] = [
  {
    id: "flights-month",
    title: "One model, one month",
    text: "Will a flight from New York arrive late? LightGBM, 27,020 flights of December 2013. 1 MB.",
  },
  {
    id: "flights",
    title: "Walk-forward experiment",
    text: "Ten windows of the same model in an MLflow store with 15 runs, and three months of rows. 6 MB.",
  },
  {
    id: "stocks",
    title: "Stock ranks, made up",
    text: "120 invented names over 24 months, an XGBoost model of next month's return, missing values. 0.4 MB.",
  },
]

/**
 * Three samples to begin with.
 * @fires sample-chosen - the sample's id, in `detail`
 */
@customElement("sample-bundles")
export class SampleBundles extends LitElement {
  static override styles = [
    controlStyles,
    css`
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
        display: grid;
        gap: 12px;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 250px), 1fr));
      }
      button {
        display: grid;
        gap: 4px;
        text-align: left;
        width: 100%;
        height: 100%;
        padding: 12px 14px;
        align-content: start;
      }
      span {
        color: var(--quiet);
        font-size: 13px;
      }
    `,
  ]

  override render() {
    return html`<ul aria-label="Samples">
      ${bundles.map(
        ({ id, title, text }) => html`<li>
          <button data-sample=${id} @click=${() => this.choose(id)}><strong>${title}</strong><span>${text}</span></button>
        </li>`,
      )}
    </ul>`
  }

  private choose(id: string) {
    this.dispatchEvent(new CustomEvent("sample-chosen", { detail: id }))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "sample-bundles": SampleBundles
  }
}
