import { css, html, LitElement, nothing } from "lit"
import { customElement, property } from "lit/decorators.js"
import { chosenSource, scoreSources } from "../score-choice.js"
import type { Session } from "../session.js"
import { controlStyles } from "../views/chart-styles.js"
import { pageStyles } from "./page-styles.js"

/** Which scores are judged against which target. */
@customElement("score-bar")
export class ScoreBar extends LitElement {
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
    const { table } = this.session.state
    if (!table) return nothing
    const { prediction, target, ...others } = table.roles
    const roles = Object.entries(others).map(([role, name]) => `${role} ${name}`)
    const chosen = chosenSource(this.session)
    const names = { model: "the model\u2019s own predictions", column: `column ${prediction}` }
    return html`<div class="bar">
      <label>Scores
        <select name="score" @change=${(event: Event) => this.session.setOption("score.from", (event.target as HTMLSelectElement).value)}>
          ${scoreSources(this.session).map((source) => html`<option value=${source} .selected=${source === chosen}>${names[source]}</option>`)}
        </select>
      </label>
      <span class="quiet">target ${target}${roles.length > 0 ? `, ${roles.join(", ")}` : ""}</span>
    </div>`
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "score-bar": ScoreBar
  }
}
