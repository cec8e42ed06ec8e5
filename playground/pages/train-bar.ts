import { html, type TemplateResult } from "lit"
import type { Session } from "../session.js"
import { trainTable, trainTables } from "../train-table.js"
import { optionSelect } from "./option-select.js"

/** Which table holds the rows of training. */
export function trainBar(session: Session): TemplateResult {
  const tables = Object.fromEntries(trainTables(session).map(({ path }) => [path, path]))
  const chosen = trainTable(session)?.path ?? "none"
  return html`<div class="bar">
    ${Object.keys(tables).length > 0 ? optionSelect(session, "train.table", "Training rows", { none: "none", ...tables }, chosen) : html`<span class="quiet">Drop the table that the model was trained on as well to compare both sides.</span>`}
  </div>`
}
