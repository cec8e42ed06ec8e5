import { html } from "lit"
import { customElement, property } from "lit/decorators.js"
import {
  championAmong,
  type DecisionCard,
  decideInStore,
  type NamedContender,
  type RegisteredModel,
  type Run,
} from "../../src/index.js"
import { decisionOf, pairedOf } from "../decision-of.js"
import { once } from "../once.js"
import type { LoadedStore } from "../session.js"
import { controlStyles } from "../views/chart-styles.js"
import "../views/decision-card.js"
import "../views/paired-chart.js"
import { Latest } from "./latest.js"
import { PageElement } from "./page-element.js"
import { pageStyles } from "./page-styles.js"

/** A decision, or why there is none. */
type Outcome = { readonly card: DecisionCard } | { readonly reason: string }

/** The selected run against the champion: the pinned baseline, or the one that the registry names. */
@customElement("run-decision")
export class RunDecision extends PageElement {
  static override styles = [controlStyles, pageStyles]
  @property({ attribute: false }) runs: readonly Run[] = []
  @property({ attribute: false }) store!: LoadedStore
  @property({ attribute: false }) models: readonly RegisteredModel[] = []
  @property() metric = ""
  private readonly decision = new Latest<Outcome>(this, "reading windows")
  private readonly champion = once(championAmong)

  protected override renderPage() {
    const champion = this.champion(this.runs, this.models, this.option("runs.baseline"))
    const challenger = this.runs.find(({ runId }) => runId === this.session.view.run)
    return html`<section aria-labelledby="decision">
      <h3 id="decision">Against the champion</h3>
      ${this.renderOutcome(champion, challenger)}
    </section>`
  }

  private renderOutcome(champion: NamedContender | undefined, challenger: Run | undefined) {
    if (!champion) {
      return html`<p class="quiet">No champion yet: pin a run as the baseline (\u25cb in the table), or register one with the alias champion.</p>`
    }
    const name = champion.run.runName || champion.run.runId
    if (!challenger || challenger.runId === champion.run.runId) {
      return html`<p class="quiet">The champion is ${name}${champion.model ? ` (${champion.model})` : ""}. Select another run to compare it window by window.</p>`
    }
    this.want(champion, challenger)
    const { value } = this.decision
    if (!value) return this.decision.progress()
    if ("reason" in value) return html`<p class="quiet">${value.reason}</p>`
    return html`<div class="charts">
      <decision-card .decision=${decisionOf(value.card)}></decision-card>
      <paired-chart .data=${pairedOf(value.card)}></paired-chart>
    </div>`
  }

  private want(champion: NamedContender, challenger: Run) {
    const { metric } = this
    const { store } = this.store
    this.decision.want(this.session, [store, champion.run, challenger, metric], async (): Promise<Outcome> => {
      try {
        return { card: await decideInStore(store, champion, { run: challenger }, { metric }) }
      } catch (error) {
        // Runs without windows are common; it is no fault that would have to be dismissed.
        if (error instanceof RangeError) return { reason: error.message }
        throw error
      }
    })
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "run-decision": RunDecision
  }
}
