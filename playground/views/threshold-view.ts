import { css, html, nothing } from "lit"
import { customElement, state } from "lit/decorators.js"
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

type Mode = "value" | "percentile" | "cost"

/**
 * What a threshold does: moved by its value, by the share of rows it selects, or by what mistakes cost.
 * @fires threshold-changed - the threshold, in `detail`
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

  @state() private mode: Mode = "value"
  @state() private value = 0.5
  @state() private share = 0.2
  @state() private falsePositive = 1
  @state() private falseNegative = 1
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
    const costs = { falsePositive: this.falsePositive, falseNegative: this.falseNegative }
    const priced = { ...data, costs }
    return { ...priced, chosen: this.chosen(priced) }
  }

  protected override controls(data: ThresholdData) {
    const finite = Array.from(data.thresholds).filter(Number.isFinite)
    return html`<div slot="controls" class="controls">
      <label>Threshold by
        <select @change=${(event: Event) => this.change({ mode: (event.target as HTMLSelectElement).value as Mode })}>
          ${(["value", "percentile", "cost"] as const).map((mode) => html`<option value=${mode} .selected=${mode === this.mode}>${mode}</option>`)}
        </select>
      </label>
      ${this.mode === "value" ? this.slider("value", this.value, Math.min(...finite), Math.max(...finite), (value) => this.change({ value }), plain(this.value)) : nothing}
      ${this.mode === "percentile" ? this.slider("highest share", this.share, 0, 1, (share) => this.change({ share }), percent(this.share)) : nothing}
      ${
        this.mode === "cost"
          ? html`${this.number("false positive costs", this.falsePositive, (falsePositive) => this.change({ falsePositive }))}
            ${this.number("false negative costs", this.falseNegative, (falseNegative) => this.change({ falseNegative }))}`
          : nothing
      }
    </div>`
  }

  private chosen(data: ThresholdData): number {
    if (this.mode === "value") return thresholdAtValue(data, this.value)
    return this.mode === "percentile" ? thresholdAtShare(data, this.share) : thresholdAtCost(data)
  }

  private slider(name: string, value: number, min: number, max: number, set: (value: number) => void, text: string) {
    return html`<label>${name}
      <input type="range" min=${min} max=${max} step=${(max - min) / 500} .value=${String(value)}
        @input=${(event: Event) => set(Number((event.target as HTMLInputElement).value))} />
      <span>${text}</span>
    </label>`
  }

  private number(name: string, value: number, set: (value: number) => void) {
    return html`<label>${name}
      <input type="number" min="0" step="any" .value=${String(value)} @change=${(event: Event) => set(Math.max(0, Number((event.target as HTMLInputElement).value) || 0))} />
    </label>`
  }

  private change(part: {
    mode?: Mode
    value?: number
    share?: number
    falsePositive?: number
    falseNegative?: number
  }) {
    Object.assign(this, part)
    if (!this.data) return
    const drawn = this.drawn(this.data)
    this.dispatchEvent(new CustomEvent("threshold-changed", { detail: drawn.thresholds[drawn.chosen ?? 0]! }))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "threshold-view": ThresholdView
  }
}
