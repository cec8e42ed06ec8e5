import { css, html, LitElement, nothing } from "lit"
import { customElement, property } from "lit/decorators.js"
import { columnsFit } from "../../src/index.js"
import { chooseOutput, explainChosen } from "../explain-chosen.js"
import type { Session } from "../session.js"
import { controlStyles } from "../views/chart-styles.js"
import { pageStyles } from "./page-styles.js"

/** The chosen model, table and output, to be changed. */
@customElement("pair-bar")
export class PairBar extends LitElement {
  static override styles = [
    controlStyles,
    pageStyles,
    css`
      :host {
        display: block;
      }
    `,
  ]

  @property({ attribute: false }) session!: Session

  override connectedCallback() {
    super.connectedCallback()
    this.session.watch(this)
  }

  override render() {
    const { models, tables, model, table } = this.session.state
    if (models.length === 0 || tables.length === 0) return nothing
    const fits = models.filter(({ ensemble }) => !ensemble || !table || columnsFit(ensemble, table.table))
    const listed = model && !fits.includes(model) ? [model, ...fits] : fits
    const outputs = model?.ensemble?.outputs ?? 1
    return html`<div class="bar">
      <label>Model ${this.renderSelect(
        "model",
        listed,
        model,
        ({ label }) => label,
        (chosen) => table && explainChosen(this.session, chosen, table),
      )}</label>
      <label>Table ${this.renderSelect(
        "table",
        tables,
        table,
        ({ path }) => path,
        (chosen) => model && explainChosen(this.session, model, chosen),
      )}</label>
      ${
        outputs > 1
          ? html`<label>Output ${this.renderSelect("output", [...Array(outputs).keys()], this.session.view.output, String, (chosen) => chooseOutput(this.session, chosen))}</label>`
          : nothing
      }
    </div>`
  }

  private renderSelect<Value>(
    name: string,
    values: readonly Value[],
    chosen: Value | undefined,
    label: (value: Value) => string,
    choose: (value: Value) => unknown,
  ) {
    return html`<select name=${name} @change=${(event: Event) => choose(values[(event.target as HTMLSelectElement).selectedIndex]!)}>
      ${values.map((value) => html`<option .selected=${value === chosen}>${label(value)}</option>`)}
    </select>`
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "pair-bar": PairBar
  }
}
