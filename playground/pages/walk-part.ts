import { html, LitElement, nothing } from "lit"
import { customElement, property } from "lit/decorators.js"
import type { WalkForwardRun } from "../../src/index.js"
import type { Session } from "../session.js"
import { controlStyles } from "../views/chart-styles.js"
import "../views/finding-card.js"
import "../views/walk-forward-chart.js"
import "../views/window-metric-chart.js"
import * as facts from "../walk-facts.js"
import { Latest } from "./latest.js"
import { optionSelect } from "./option-select.js"
import { pageStyles } from "./page-styles.js"

/** How the runs of the loaded stores were trained and tested, wherever they say so. */
@customElement("walk-part")
export class WalkPart extends LitElement {
  static override styles = [controlStyles, pageStyles]

  @property({ attribute: false }) session!: Session
  private readonly walks = new Latest<facts.WalkForwards>(this, "looking for walk-forward windows", true)

  override connectedCallback() {
    super.connectedCallback()
    this.session.watch(this)
  }

  override render() {
    const { stores, stage } = this.session.state
    if (stores.length === 0) return nothing
    // while a store is read its runs come in parts
    if (!stage?.startsWith("reading"))
      this.walks.want(this.session, [stores], async (job) => {
        const engine = await this.session.engine()
        return facts.walkForwards(stores, (bytes, options) => engine.readTable(bytes, options), job)
      })
    const { found, notes } = this.walks.value ?? { found: [], notes: [] }
    const chosen = this.session.view.options["time.walk"]
    const walk = found.find((each) => facts.walkKey(each) === chosen) ?? found[0]
    return html`<section aria-labelledby="walk">
      <h3 id="walk">How the runs were trained and tested</h3>
      ${this.walks.progress()} ${walk ? this.renderWalk(walk, found) : this.renderNone()}
      ${notes.map((note) => html`<p class="quiet">${note}</p>`)}
    </section>`
  }

  private renderNone() {
    if (!this.walks.value) return html`<p class="quiet">The runs are being searched for windows.</p>`
    return html`<p class="quiet">No run says that it is a walk-forward test. Expected nested runs with a fold, metrics such as fold_1_auc, a metric with a step a fold beside num_folds or n_test, a CSV or JSON artifact with a row a fold, or runs with train_start and test_start.</p>`
  }

  private renderWalk(walk: WalkForwardRun, found: readonly WalkForwardRun[]) {
    const keys = facts.walkMetrics(walk)
    const wanted = this.session.view.options["time.logged"]
    const key = keys.find((each) => each === wanted) ?? keys[0]
    const spans = facts.walkForwardData(walk)
    const labels = Object.fromEntries(found.map((each) => [facts.walkKey(each), facts.walkLabel(each)]))
    return html`<div class="bar">
        ${optionSelect(this.session, "time.walk", "Runs", labels, facts.walkKey(walk))}
        ${key === undefined ? nothing : optionSelect(this.session, "time.logged", "Logged metric", Object.fromEntries(keys.map((name) => [name, name])), key)}
      </div>
      ${spans ? html`<walk-forward-chart .data=${spans}></walk-forward-chart>` : html`<p class="quiet">No dates were logged: the windows are numbered only.</p>`}
      ${
        key === undefined
          ? nothing
          : html`<window-metric-chart heading="${key} as the runs logged it" .data=${facts.walkMetricData(walk, key)}></window-metric-chart>
            ${facts.walkSentences(walk, key).map((sentence) => html`<p>${sentence}</p>`)}`
      }
      ${facts.walkFindings(walk).map((finding) => html`<finding-card .finding=${finding}></finding-card>`)}`
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "walk-part": WalkPart
  }
}
