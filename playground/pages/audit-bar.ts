import { html, nothing, type TemplateResult } from "lit"
import { count } from "../../src/index.js"
import { type Audited, auditsAll, auditsSample } from "../audit-facts.js"
import { whole } from "../plots/format.js"
import type { Session } from "../session.js"
import { trainTable } from "../train-table.js"

/** How many rows of large tables were audited, and the choice of all of them. */
export function auditBar(session: Session, found: Audited | undefined): TemplateResult | typeof nothing {
  if (!auditsSample([session.state.table, trainTable(session)])) return nothing
  const choose = ({ target }: Event) =>
    session.setOption("audit.all", (target as HTMLInputElement).checked || undefined)
  return html`<div class="bar">
    <label><input type="checkbox" .checked=${auditsAll(session)} @change=${choose} /> all rows</label>
    ${found ? html`<span class="quiet">${found.found.rows.map(({ side, in: all, used }) => (used < all ? `${whole(used)} of ${count(all, `${side} row`)}` : count(all, `${side} row`))).join(", ")} were checked</span>` : nothing}
  </div>`
}
