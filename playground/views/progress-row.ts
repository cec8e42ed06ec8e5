import { css, html, LitElement } from "lit"
import { customElement, property } from "lit/decorators.js"
import type { Progress } from "../../src/index.js"
import { controlStyles } from "./chart-styles.js"

/**
 * What is going on: stage, rows done, rows a second, time left, and the way to end it.
 * @fires stopped
 */
@customElement("progress-row")
export class ProgressRow extends LitElement {
  static override styles = [
    controlStyles,
    css`
      div {
        display: flex;
        gap: 4px 12px;
        align-items: center;
        min-height: 28px;
        font-variant-numeric: tabular-nums;
        font-size: 13px;
        flex-wrap: wrap;
      }
      progress {
        width: 120px;
        accent-color: var(--accent);
      }
      button {
        min-height: 26px;
      }
    `,
  ]

  /** Undefined when nothing is going on. */
  @property() stage: string | undefined
  @property({ attribute: false }) progress: Progress | undefined

  override render() {
    const { stage, progress } = this
    if (!stage) return html``
    const known = progress && progress.total > 0
    return html`<div>
      ${known ? html`<progress max=${progress.total} .value=${progress.done} aria-label=${stage}></progress>` : html`<progress aria-label=${stage}></progress>`}
      <span>${known ? describe(stage, progress) : stage}</span>
      <button @click=${() => this.dispatchEvent(new CustomEvent("stopped"))}>Stop</button>
    </div>`
  }
}

function describe(stage: string, { done, total, rowsPerSecond, secondsLeft }: Progress): string {
  const number = (value: number) => Math.round(value).toLocaleString("en-US")
  const left = Number.isFinite(secondsLeft)
    ? ` - ${secondsLeft < 10 ? secondsLeft.toFixed(1) : number(secondsLeft)} s left`
    : ""
  return `${stage} - ${number(done)}/${number(total)} rows - ${number(rowsPerSecond)} rows/s${left}`
}

declare global {
  interface HTMLElementTagNameMap {
    "progress-row": ProgressRow
  }
}
