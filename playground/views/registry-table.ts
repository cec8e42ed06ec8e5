import { css, html, LitElement, nothing } from "lit"
import { customElement, property } from "lit/decorators.js"
import type { RegistryRow } from "../plots/registry.js"
import { controlStyles } from "./chart-styles.js"

/**
 * The models of a registry: versions, stages and aliases.
 * @fires run-selected - the id of the run that a version is of, in `detail`
 */
@customElement("registry-table")
export class RegistryTable extends LitElement {
  static override styles = [
    controlStyles,
    css`
      .tag {
        display: inline-block;
        border: 1px solid var(--edge);
        border-radius: 9px;
        padding: 0 7px;
        font-size: 12px;
        margin-right: 4px;
      }
      tbody th {
        vertical-align: top;
        background: none;
      }
      .archived {
        color: var(--quiet);
      }
      td button {
        min-height: 24px;
        font-size: 12px;
      }
    `,
  ]

  @property({ attribute: false }) rows: readonly RegistryRow[] = []

  override render() {
    if (this.rows.length === 0) return html`<p class="quiet">No model is registered.</p>`
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Registered models">
      <table>
        <thead>
          <tr>
            ${["model", "version", "stage", "aliases", "created", "description", "run"].map((name) => html`<th scope="col">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${this.rows.map((row, i) => this.renderVersion(row, this.spanAt(i)))}
        </tbody>
      </table>
    </div>`
  }

  /** How many lines a name stands for: those of its versions below each other; 0 where it stands already. */
  private spanAt(i: number): number {
    const { name } = this.rows[i]!
    if (this.rows[i - 1]?.name === name) return 0
    const next = this.rows.findIndex((row, k) => k > i && row.name !== name)
    return (next < 0 ? this.rows.length : next) - i
  }

  private renderVersion({ name, version, stage, aliases, created, description, runId }: RegistryRow, span: number) {
    return html`<tr class=${stage === "Archived" ? "archived" : ""}>
      ${span > 0 ? html`<th scope="rowgroup" rowspan=${span}>${name}</th>` : nothing}
      <td>${version}</td>
      <td>${stage === "None" ? "" : stage}</td>
      <td>${aliases.map((alias) => html`<span class="tag">@${alias}</span>`)}</td>
      <td>${created === null ? "" : new Date(created).toISOString().slice(0, 10)}</td>
      <td>${description}</td>
      <td>
        ${runId ? html`<button title="Show run ${runId}" @click=${() => this.choose(runId)}>${runId.slice(0, 8)}</button>` : nothing}
      </td>
    </tr>`
  }

  private choose(runId: string) {
    this.dispatchEvent(new CustomEvent("run-selected", { detail: runId, bubbles: true, composed: true }))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "registry-table": RegistryTable
  }
}
