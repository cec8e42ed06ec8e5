import { html, nothing } from "lit"
import { customElement } from "lit/decorators.js"
import { leakRules } from "../../src/index.js"
import { type Audited, audited, auditsAll, cardsOf, loneData, unchecked } from "../audit-facts.js"
import { trainTable } from "../train-table.js"
import { controlStyles } from "../views/chart-styles.js"
import "../views/finding-card.js"
import "../views/lone-chart.js"
import { auditBar } from "./audit-bar.js"
import { Latest } from "./latest.js"
import "./leak-dates.js"
import { PageElement } from "./page-element.js"
import { pageStyles } from "./page-styles.js"
import "./pair-bar.js"
import { trainBar } from "./train-bar.js"

/** Whether the model knows what it should not: the audits of leakage, each with its evidence. */
@customElement("page-leaks")
export class LeaksPage extends PageElement {
  static override styles = [controlStyles, pageStyles]
  private readonly audited = new Latest<Audited>(this, "auditing", true)

  protected override renderPage() {
    const { model, table } = this.session.state
    const ensemble = model?.ensemble
    if (!ensemble || !table) return html`<p class="quiet">The model is being read.</p>`
    const train = trainTable(this.session)
    this.audited.want(
      this.session,
      [ensemble, table.table, table.roles, train?.table, auditsAll(this.session)],
      (job) => audited(this.session, { ensemble, table, train }, job),
    )
    return html`
      <section aria-labelledby="title">
        <h2 id="title">Is something leaking into ${model.label}?</h2>
        <pair-bar .session=${this.session}></pair-bar>
        ${trainBar(this.session)} ${auditBar(this.session, this.audited.value)} ${this.audited.progress()}
      </section>
      ${this.audited.value ? this.renderFound(this.audited.value) : html`<p class="quiet">Nothing is checked yet.</p>`}
    `
  }

  private renderFound(found: Audited) {
    const open = unchecked(found, leakRules)
    const lone = loneData(found, Number(this.option("features.most") ?? 15))
    const choose = (event: CustomEvent<string>) => this.session.look({ feature: event.detail, page: "feature" })
    return html`
      <section aria-labelledby="found" @feature-selected=${choose}>
        <h3 id="found">What was checked</h3>
        ${cardsOf(found, leakRules).map((finding) => html`<finding-card .finding=${finding}></finding-card>`)}
        ${open.length > 0 ? html`<p class="quiet">Not checked without the training rows: ${open.join(", ")}.</p>` : nothing}
        ${found.found.notes.filter((note) => !note.startsWith("train and test")).map((note) => html`<p class="quiet">${note}</p>`)}
      </section>
      ${lone ? html`<lone-chart .data=${lone}></lone-chart>` : nothing}
      <leak-dates .session=${this.session} .lone=${found.lone}></leak-dates>
    `
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "page-leaks": LeaksPage
  }
}
