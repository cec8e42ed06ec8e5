import { css, html, LitElement } from "lit"
import { customElement, property } from "lit/decorators.js"
import type { Role, Table } from "../../src/index.js"
import { controlStyles } from "./chart-styles.js"

const roles: readonly (readonly [Role, string])[] = [
  ["target", "what was to be predicted"],
  ["prediction", "a prediction stored beside the rows"],
  ["date", "when a row was known"],
  ["group", "rows that are ranked together: a query, a date"],
  ["id", "tells rows apart"],
  ["weight", "how much a row counts"],
  ["fold", "which window or fold a row belongs to"],
]

/** A role of the table and the column that was chosen for it. */
export interface RoleChange {
  readonly role: Role
  /** Undefined for none. */
  readonly column: string | undefined
}

/**
 * What the columns of a table are for.
 * @fires role-changed - a RoleChange in `detail`
 */
@customElement("role-editor")
export class RoleEditor extends LitElement {
  static override styles = [
    controlStyles,
    css`
      div {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 210px), 1fr));
        gap: 10px 16px;
      }
      label {
        display: grid;
        gap: 2px;
        align-content: start;
      }
      small {
        color: var(--quiet);
        line-height: 1.3;
      }
    `,
  ]

  @property({ attribute: false }) table: Table | undefined
  @property({ attribute: false }) roles: Readonly<Partial<Record<Role, string>>> = {}
  /** Columns that the model takes: they have no other role. */
  @property({ attribute: false }) features: readonly string[] = []

  override render() {
    return html`<div>${roles.map(([role, meaning]) => this.renderRole(role, meaning))}</div>`
  }

  private renderRole(role: Role, meaning: string) {
    const chosen = this.roles[role]
    const names = (this.table?.columns ?? []).map(({ name }) => name)
    const others = names.filter((name) => name === chosen || !this.features.includes(name))
    return html`<label>
      <strong>${role}</strong>
      <select name=${role} @change=${(event: Event) => this.change(role, event)}>
        <option value="" ?selected=${chosen === undefined}>none</option>
        ${others.map((name) => html`<option value=${name} .selected=${name === chosen}>${name}</option>`)}
      </select>
      <small>${meaning}</small>
    </label>`
  }

  private change(role: Role, event: Event) {
    const { value, selectedIndex } = event.target as HTMLSelectElement
    const detail: RoleChange = { role, column: selectedIndex === 0 ? undefined : value }
    this.dispatchEvent(new CustomEvent("role-changed", { detail }))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "role-editor": RoleEditor
  }
}
