import { html } from "lit"
import { customElement } from "lit/decorators.js"
import { count } from "../../src/index.js"
import { controlStyles } from "../views/chart-styles.js"
import "../views/run-table.js"
import { PageElement } from "./page-element.js"
import { pageStyles } from "./page-styles.js"

/** The runs of every experiment. */
@customElement("page-runs")
export class RunsPage extends PageElement {
  static override styles = [controlStyles, pageStyles]

  protected override renderPage() {
    return html`
      <h2 id="title">Which run should I promote?</h2>
      ${this.session.state.stores.flatMap(({ experiments, runs }) =>
        experiments.map((experiment) => {
          const own = runs.filter(({ experimentId }) => experimentId === experiment.experimentId)
          return own.length === 0
            ? ""
            : html`<section><h3>${experiment.name}</h3><p class="quiet">${count(own.length, "run")}</p><run-table .runs=${own}></run-table></section>`
        }),
      )}
    `
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "page-runs": RunsPage
  }
}
