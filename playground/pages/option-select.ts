import { html, type TemplateResult } from "lit"
import type { Session } from "../session.js"

/** A choice that the page remembers under a key of its own; an empty value forgets it. */
export function optionSelect(
  session: Session,
  key: string,
  label: string,
  values: Readonly<Record<string, string>>,
  chosen: string,
): TemplateResult {
  const choose = (event: Event) => session.setOption(key, (event.target as HTMLSelectElement).value || undefined)
  return html`<label>${label}
    <select name=${key} @change=${choose}>
      ${Object.entries(values).map(([value, text]) => html`<option value=${value} .selected=${value === chosen}>${text}</option>`)}
    </select>
  </label>`
}
