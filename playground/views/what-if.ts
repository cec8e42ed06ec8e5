import { css, html, LitElement, nothing } from "lit"
import { customElement, property } from "lit/decorators.js"
import { controlStyles } from "./chart-styles.js"

/** A field of a row that can be changed. */
export interface WhatIfField {
  readonly feature: string
  /** The column it is read from. */
  readonly column: string
  /** The row's own value; "" is missing. */
  readonly own: string
  /** What stands in it now. */
  readonly value: string
  readonly effect: string
  /** For categories: those there are. */
  readonly categories?: readonly string[]
  readonly numeric: boolean
}

/** One change of a field. */
export interface WhatIfChange {
  readonly column: string
  /** Undefined: the row's own value again. */
  readonly value: string | undefined
}

/**
 * A row's values as fields.
 * @fires value-changed - a WhatIfChange in `detail`
 */
@customElement("what-if")
export class WhatIf extends LitElement {
  static override styles = [
    controlStyles,
    css`
      .scroll {
        max-height: 480px;
        border: 1px solid var(--line);
        border-radius: 6px;
      }
      table {
        width: 100%;
      }
      thead th {
        position: sticky;
        top: 0;
        z-index: 1;
      }
      tbody th {
        background: none;
        font-weight: 400;
        white-space: normal;
        overflow-wrap: anywhere;
      }
      input,
      select {
        width: 11em;
        max-width: 34vw;
        min-height: 26px;
      }
      .changed {
        background: var(--tint);
      }
      td button {
        min-height: 24px;
        padding: 0 7px;
      }
    `,
  ]

  @property({ attribute: false }) fields: readonly WhatIfField[] = []

  override render() {
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Values of the row">
      <table>
        <thead>
          <tr><th scope="col">feature</th><th scope="col">value</th><th scope="col" class="number">SHAP</th></tr>
        </thead>
        <tbody>
          ${this.fields.map((field) => this.renderField(field))}
        </tbody>
      </table>
    </div>`
  }

  private renderField(field: WhatIfField) {
    const changed = field.value !== field.own
    return html`<tr class=${changed ? "changed" : ""}>
      <th scope="row">${field.feature}</th>
      <td>
        ${field.categories ? this.renderSelect(field, field.categories) : this.renderInput(field)}
        ${
          changed
            ? html`<button aria-label="${field.feature} as it was" title="as it was: ${field.own || "missing"}" @click=${() => this.tell(field.column, undefined)}>\u21ba</button>`
            : nothing
        }
      </td>
      <td class="number">${field.effect}</td>
    </tr>`
  }

  private renderInput({ feature, column, value, numeric }: WhatIfField) {
    return html`<input
      aria-label=${feature}
      inputmode=${numeric ? "decimal" : "text"}
      placeholder="missing"
      .value=${value}
      @change=${(event: Event) => this.tell(column, (event.target as HTMLInputElement).value.trim())}
    />`
  }

  private renderSelect({ feature, column, value }: WhatIfField, categories: readonly string[]) {
    return html`<select aria-label=${feature} @change=${(event: Event) => this.tell(column, (event.target as HTMLSelectElement).value)}>
      <option value="" .selected=${value === ""}>missing</option>
      ${categories.map((name) => html`<option value=${name} .selected=${name === value}>${name}</option>`)}
    </select>`
  }

  private tell(column: string, value: string | undefined) {
    this.dispatchEvent(new CustomEvent<WhatIfChange>("value-changed", { detail: { column, value } }))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "what-if": WhatIf
  }
}
