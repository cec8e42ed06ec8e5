import { css, html, nothing } from "lit"
import { customElement, property } from "lit/decorators.js"
import { confusionPlot } from "../plots/confusion.js"
import { percent, plain, whole } from "../plots/format.js"
import type { Plot } from "../plots/plot.js"
import {
  ratesAt,
  type ThresholdData,
  thresholdAtCost,
  thresholdAtShare,
  thresholdAtValue,
  thresholdPlot,
} from "../plots/threshold.js"
import { chartStyles, controlStyles } from "./chart-styles.js"
import { ChartView } from "./chart-view.js"
import "./confusion-matrix.js"

/** How a threshold is chosen, and by what. */
export interface ThresholdChoice {
  readonly mode: "value" | "percentile" | "cost"
  readonly value: number
  /** The share of rows with the highest scores. */
  readonly share: number
  readonly falsePositive: number
  readonly falseNegative: number
}

export const firstThreshold: ThresholdChoice = {
  ...{ mode: "value", value: 0.5, share: 0.2 },
  ...{ falsePositive: 1, falseNegative: 1 },
}

/**
 * What a threshold does: moved by its value, by the share of rows it selects, or by what mistakes cost.
 * @fires threshold-changed - the `ThresholdChoice` in `detail`, when it is settled
 */
@customElement("threshold-view")
export class ThresholdView extends ChartView<ThresholdData> {
  static override styles = [
    chartStyles,
    controlStyles,
    css`
      label {
        display: flex;
        gap: 6px;
        align-items: center;
      }
      input[type="range"] {
        width: 190px;
      }
      input[type="number"] {
        width: 8em;
      }
      .both {
        display: grid;
        margin-top: 20px;
        gap: 20px 32px;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 300px), 1fr));
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 2px 14px;
        margin: 0;
        font-variant-numeric: tabular-nums;
        align-content: start;
      }
      dt {
        color: var(--quiet);
      }
      dd {
        margin: 0;
      }
    `,
  ]

  @property({ attribute: false }) choice: ThresholdChoice = firstThreshold
  protected readonly plot: Plot<ThresholdData> = thresholdPlot

  override render() {
    const data = this.data && this.drawn(this.data)
    if (!data) return nothing
    const rates = ratesAt(data, data.chosen ?? 0)
    const counts = [
      [rates.trueNegatives, rates.falsePositives],
      [rates.falseNegatives, rates.truePositives],
    ]
    return html`${super.render()}
      <div class="both">
        <confusion-matrix .data=${{ labels: ["negative", "positive"], counts, ...(data.rows && { rows: data.rows }) }} .heading=${`${confusionPlot.heading({ labels: [], counts: [] })} at ${plain(rates.threshold)}`}></confusion-matrix>
        <dl>
          <dt>threshold</dt><dd>${plain(rates.threshold)}</dd>
          <dt>selected</dt><dd>${percent(rates.selected)}</dd>
          <dt>precision</dt><dd>${plain(rates.precision)}</dd>
          <dt>recall</dt><dd>${plain(rates.recall)}</dd>
          <dt>specificity</dt><dd>${plain(rates.specificity)}</dd>
          <dt>F1</dt><dd>${plain(rates.f1)}</dd>
          <dt>accuracy</dt><dd>${plain(rates.accuracy)}</dd>
          <dt>cost</dt><dd>${whole(rates.cost)}</dd>
        </dl>
      </div>`
  }

  protected override drawn(data: ThresholdData): ThresholdData {
    const costs = { falsePositive: this.choice.falsePositive, falseNegative: this.choice.falseNegative }
    const priced = { ...data, costs }
    return { ...priced, chosen: this.chosen(priced) }
  }

  protected override controls(data: ThresholdData) {
    const finite = Array.from(data.thresholds).filter(Number.isFinite)
    return html`<div slot="controls" class="controls">
      <label>Threshold by
        <select @change=${(event: Event) => this.change({ mode: (event.target as HTMLSelectElement).value as ThresholdChoice["mode"] })}>
          ${(["value", "percentile", "cost"] as const).map((mode) => html`<option value=${mode} .selected=${mode === this.choice.mode}>${mode}</option>`)}
        </select>
      </label>
      ${this.choice.mode === "value" ? this.slider("value", this.choice.value, Math.min(...finite), Math.max(...finite), (value) => this.change({ value }, false), plain(this.choice.value)) : nothing}
      ${this.choice.mode === "percentile" ? this.slider("highest share", this.choice.share, 0, 1, (share) => this.change({ share }, false), percent(this.choice.share)) : nothing}
      ${
        this.choice.mode === "cost"
          ? html`${this.number("false positive costs", this.choice.falsePositive, (falsePositive) => this.change({ falsePositive }))}
            ${this.number("false negative costs", this.choice.falseNegative, (falseNegative) => this.change({ falseNegative }))}`
          : nothing
      }
    </div>`
  }

  private chosen(data: ThresholdData): number {
    if (this.choice.mode === "value") return thresholdAtValue(data, this.choice.value)
    return this.choice.mode === "percentile" ? thresholdAtShare(data, this.choice.share) : thresholdAtCost(data)
  }

  private slider(name: string, value: number, min: number, max: number, set: (value: number) => void, text: string) {
    return html`<label>${name}
      <input type="range" min=${min} max=${max} step=${(max - min) / 500} .value=${String(value)}
        @input=${(event: Event) => set(Number((event.target as HTMLInputElement).value))} @change=${() => this.settle()} />
      <span>${text}</span>
    </label>`
  }

  private number(name: string, value: number, set: (value: number) => void) {
    return html`<label>${name}
      <input type="number" min="0" step="any" .value=${String(value)} @change=${(event: Event) => set(Math.max(0, Number((event.target as HTMLInputElement).value) || 0))} />
    </label>`
  }

  /** Moves the threshold; @param settled it stays there. */
  private change(part: Partial<ThresholdChoice>, settled = true) {
    this.choice = { ...this.choice, ...part }
    if (settled) this.settle()
  }

  private settle() {
    this.dispatchEvent(new CustomEvent("threshold-changed", { detail: this.choice }))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "threshold-view": ThresholdView
  }
}
