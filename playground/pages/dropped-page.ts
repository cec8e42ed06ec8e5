import { css, html, nothing } from "lit"
import { customElement } from "lit/decorators.js"
import { count } from "../../src/index.js"
import type { Dropped } from "../../src/remote.js"
import { checkChosen } from "../explain-chosen.js"
import { sampleFiles } from "../files/served-files.js"
import { openDropped } from "../open-dropped.js"
import { openFiles } from "../open-files.js"
import { setRole } from "../set-role.js"
import { controlStyles } from "../views/chart-styles.js"
import "../views/drop-zone.js"
import "../views/importance-chart.js"
import "../views/inventory-view.js"
import "../views/role-editor.js"
import type { RoleChange } from "../views/role-editor.js"
import "../views/sample-bundles.js"
import { PageElement } from "./page-element.js"
import { pageStyles } from "./page-styles.js"
import "./pair-bar.js"

/** What was opened, what its columns are for, and whether it goes together. */
@customElement("page-dropped")
export class DroppedPage extends PageElement {
  static override styles = [
    controlStyles,
    pageStyles,
    css`
      .first {
        display: flex;
        gap: 8px 16px;
        flex-wrap: wrap;
        align-items: baseline;
        justify-content: space-between;
      }
    `,
  ]

  protected override renderPage() {
    const { items, checks } = this.session.state
    return html`
      <section aria-labelledby="title">
        <h2 id="title">What did I drop?</h2>
        <drop-zone @files-chosen=${(event: CustomEvent<Dropped>) => openDropped(this.session, event.detail)}></drop-zone>
        ${items.length === 0 ? this.renderEmpty() : nothing} <pair-bar .session=${this.session}></pair-bar>
      </section>
      ${this.renderFirst()} ${this.renderRoles()}
      ${items.length > 0 ? html`<inventory-view .items=${items} .checks=${checks}></inventory-view>` : nothing}
    `
  }

  private renderEmpty() {
    return html`<p class="quiet">Everything stays in this tab: files are read and computed here, and nothing is sent anywhere. No files at hand?</p>
      <sample-bundles @sample-chosen=${(event: CustomEvent<string>) => this.openSample(event.detail)}></sample-bundles>`
  }

  /** The first picture, as soon as there is one. */
  private renderFirst() {
    const { result, model } = this.session.state
    if (!result || !model) return nothing
    const { explanation, rows, ranking } = result
    const so = explanation.sample ? `A sample of ${count(rows.rows, "row")} so far. ` : ""
    return html`<section aria-label="First look">
      <div class="first">
        <span class="quiet">${so}SHAP values add up to the margin within ${explanation.additivityError.relative.toExponential(1)} relative.</span>
        <button @click=${() => this.session.look({ page: "features" })}>Which features drive it?</button>
      </div>
      <importance-chart
        .ranking=${ranking}
        .explanation=${explanation}
        @feature-selected=${(event: CustomEvent<string>) => this.session.look({ feature: event.detail, page: "feature" })}
      ></importance-chart>
    </section>`
  }

  private renderRoles() {
    const { table, model } = this.session.state
    if (!table) return nothing
    return html`<section aria-labelledby="roles">
      <h3 id="roles">What are the columns of ${table.path} for?</h3>
      <role-editor
        .table=${table.table}
        .roles=${table.roles}
        .features=${model?.ensemble?.features.map(({ name }) => name) ?? []}
        @role-changed=${(event: CustomEvent<RoleChange>) => this.changeRole(event.detail)}
      ></role-editor>
    </section>`
  }

  private changeRole({ role, column }: RoleChange) {
    setRole(this.session, role, column)
    if (role === "prediction") checkChosen(this.session)
  }

  private async openSample(id: string) {
    const fetching = this.session.begin("fetching the sample")
    try {
      await openFiles(this.session, await sampleFiles(id))
    } catch (error) {
      this.session.fail(error)
    } finally {
      fetching.end()
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "page-dropped": DroppedPage
  }
}
