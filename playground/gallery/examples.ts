import { html, type TemplateResult } from "lit"
import "../views/beeswarm-chart.js"
import "../views/drop-zone.js"
import "../views/error-list.js"
import "../views/importance-chart.js"
import "../views/inventory-view.js"
import "../views/progress-row.js"
import "../views/run-table.js"
import "../views/waterfall-chart.js"
import { exampleChecks, exampleItems, exampleResult, exampleRuns } from "./data.js"
import { exampleRow } from "./row.js"

const { explanation, table, ranking } = exampleResult(400)

/** One example a view: what the gallery page shows, and what the tests look at. */
export const examples: Readonly<Record<string, TemplateResult>> = {
  "importance-chart": html`<importance-chart .ranking=${ranking}></importance-chart>`,
  "beeswarm-chart": html`<beeswarm-chart .ranking=${ranking} .explanation=${explanation} .table=${table}></beeswarm-chart>`,
  "waterfall-chart": html`<waterfall-chart .data=${exampleRow}></waterfall-chart>`,
  "run-table": html`<run-table .runs=${exampleRuns}></run-table>`,
  "inventory-view": html`<inventory-view .items=${exampleItems} .checks=${exampleChecks}></inventory-view>`,
  "progress-row": html`<progress-row
    stage="explaining"
    .progress=${{ stage: "explaining", done: 12_500, total: 40_000, rowsPerSecond: 9800, secondsLeft: 2.8 }}
  ></progress-row>`,
  "error-list": html`<error-list .errors=${["lightgbm model.txt: tree 3: leaf_value has 10 numbers, expected 13"]}></error-list>`,
  "drop-zone": html`<drop-zone></drop-zone>`,
}
