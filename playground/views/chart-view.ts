import { html, LitElement, nothing } from "lit"
import { property } from "lit/decorators.js"
import type { Plot, PlotData } from "../plots/plot.js"
import "./chart-frame.js"
import { chartStyles, controlStyles } from "./chart-styles.js"
import { WidthController } from "./width-controller.js"

/** A view that frames one plot. What it draws, says and lists is the plot's. */
export abstract class ChartView<Data extends PlotData> extends LitElement {
  static override styles = [chartStyles, controlStyles]

  @property({ attribute: false }) data: Data | undefined
  @property({ type: Number }) width = 640
  /** In place of the plot's own heading. */
  @property() heading = ""
  protected abstract readonly plot: Plot<Data>

  constructor() {
    super()
    new WidthController(this)
  }

  override render() {
    const { plot } = this
    const data = this.data && this.drawn(this.data)
    if (!data) return nothing
    return html`<chart-frame
      .heading=${this.heading || plot.heading(data)}
      .summary=${plot.summary(data)}
      .definition=${plot.definition?.(data) ?? ""}
      .rows=${data.rows}
      .table=${plot.table(data)}
    >
      ${this.controls(data)} ${plot.draw(data, this.width)}
    </chart-frame>`
  }

  /** The data with what the view itself adds, e.g. what was chosen in it. */
  protected drawn(data: Data): Data {
    return data
  }

  /** Elements in the slot `controls` of the frame. */
  protected controls(_data: Data): unknown {
    return nothing
  }
}
