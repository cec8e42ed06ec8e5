import { html, LitElement, nothing } from "lit"
import { customElement, property } from "lit/decorators.js"
import type { LoneScores } from "../../src/index.js"
import { lagData, missingData } from "../lag-facts.js"
import type { FeatureLagData } from "../plots/feature-lags.js"
import type { MissingDatesData } from "../plots/missing-dates.js"
import type { Session } from "../session.js"
import { controlStyles } from "../views/chart-styles.js"
import "../views/feature-lag-chart.js"
import "../views/missing-dates-chart.js"
import { Latest } from "./latest.js"
import { optionSelect } from "./option-select.js"
import { pageStyles } from "./page-styles.js"
import { windowLengths } from "./window-lengths.js"

/** What dates say of leaks: features that know the target of their own date only, and features that begin late. */
@customElement("leak-dates")
export class LeakDates extends LitElement {
  static override styles = [controlStyles, pageStyles]

  @property({ attribute: false }) session!: Session
  /** How well each feature alone orders the target; undefined where nothing does. */
  @property({ attribute: false }) lone: LoneScores | undefined
  private readonly lagged = new Latest<FeatureLagData>(this, "comparing dates", true)
  private readonly missing = new Latest<MissingDatesData>(this, "counting missing values", true)

  override connectedCallback() {
    super.connectedCallback()
    this.session.watch(this)
  }

  override render() {
    const { table, model } = this.session.state
    const ensemble = model?.ensemble
    if (!table || !ensemble) return nothing
    if (table.roles.date === undefined)
      return html`<p class="quiet">Ranks at lags and late features need a date column. Give one that role under \u201cWhat did I drop?\u201d.</p>`
    const { lone } = this
    const every = String(this.session.view.options["leaks.every"] ?? "")
    if (lone)
      this.lagged.want(this.session, [table.table, table.roles, lone], async (job) =>
        lagData(await this.session.engine(), table, lone, job),
      )
    this.missing.want(this.session, [ensemble, table.table, table.roles, every], async (job) =>
      missingData(await this.session.engine(), ensemble, table, every, job),
    )
    const { value: lags } = this.lagged
    const { value: gaps } = this.missing
    return html`<section aria-labelledby="lags">
        <h3 id="lags">Does a feature know the future?</h3>
        ${this.lagged.progress()} ${lags ? html`<feature-lag-chart .data=${lags}></feature-lag-chart>` : html`<p class="quiet">${lone ? "No ranks yet." : "The target has no order."}</p>`}
        ${lags?.kind === "dates" ? html`<p class="quiet">Give the column that says who a row is about the role id to compare the same ids on neighbouring dates.</p>` : nothing}
      </section>
      <section aria-labelledby="missing">
        <h3 id="missing">Was every feature known from the start?</h3>
        <div class="bar">${optionSelect(this.session, "leaks.every", "A window is", windowLengths, every)}</div>
        ${this.missing.progress()}
        ${
          gaps === undefined
            ? nothing
            : gaps.features.length === 0
              ? html`<p>All ${gaps.complete} features have a value in every row.</p>`
              : html`<missing-dates-chart .data=${gaps}></missing-dates-chart>`
        }
      </section>`
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "leak-dates": LeakDates
  }
}
