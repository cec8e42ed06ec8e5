import { css, html, LitElement } from "lit"
import { customElement } from "lit/decorators.js"
import { count, treeOfFiles } from "../src/index.js"
import { chooseOutput, explainChosen } from "./explain-chosen.js"
import type { FileMap } from "./files/dropped-files.js"
import { servedFiles } from "./files/served-files.js"
import { openFiles } from "./open-files.js"
import { Session } from "./session.js"
import { applyTheme, nextTheme, type Theme, themeOf } from "./theme.js"
import "./views/beeswarm-chart.js"
import { controlStyles } from "./views/chart-styles.js"
import "./views/drop-zone.js"
import "./views/error-list.js"
import "./views/importance-chart.js"
import "./views/inventory-view.js"
import "./views/progress-row.js"
import "./views/run-table.js"
import "./views/waterfall-chart.js"

/** The page: one session, its questions on the left, their answers beside. */
@customElement("leafwise-app")
export class LeafwiseApp extends LitElement {
  static override styles = [
    controlStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: 210px minmax(0, 1fr);
        grid-template-rows: auto 1fr;
        min-height: 100vh;
      }
      header {
        grid-column: 1 / -1;
        display: flex;
        gap: 10px 20px;
        align-items: center;
        flex-wrap: wrap;
        padding: 10px 20px;
        border-bottom: 1px solid var(--line);
        background: var(--raised);
      }
      header h1 {
        font-size: 1.15rem;
        margin: 0;
      }
      header .loaded {
        flex: 1 1 300px;
        color: var(--quiet);
      }
      nav {
        padding: 20px 8px 20px 20px;
      }
      nav ol {
        position: sticky;
        top: 20px;
        list-style: none;
        margin: 0;
        padding: 0;
        display: grid;
        gap: 4px;
      }
      nav a {
        display: block;
        padding: 6px 10px;
        border-radius: 6px;
        color: var(--text);
        text-decoration: none;
      }
      nav a:hover {
        background: var(--raised);
      }
      nav .missing {
        display: block;
        padding: 6px 10px;
        color: var(--quiet);
      }
      main {
        padding: 20px;
        display: grid;
        gap: 28px;
        align-content: start;
        min-width: 0;
      }
      main > section {
        display: grid;
        gap: 16px;
        min-width: 0;
        scroll-margin-top: 12px;
      }
      h2 {
        margin: 0;
        font-size: 1.3rem;
      }
      .choices {
        display: flex;
        gap: 8px 16px;
        flex-wrap: wrap;
        align-items: center;
      }
      .choices select {
        max-width: 320px;
      }
      .charts {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr));
        gap: 28px;
      }
      .charts > * {
        min-width: 0;
      }
      @media (max-width: 800px) {
        :host {
          grid-template-columns: minmax(0, 1fr);
        }
        nav {
          padding: 10px 20px 0;
        }
        nav ol {
          position: static;
        }
      }
    `,
  ]

  readonly session: Session = new Session()
  private theme: Theme = themeOf()

  constructor() {
    super()
    this.session.watch(this)
    applyTheme(this.theme)
    servedFiles().then((files) => files && openFiles(this.session, files, { loose: false }))
  }

  override render() {
    return html`
      ${this.renderHeader()} ${this.renderQuestions()}
      <main>
        <error-list
          .errors=${this.session.state.errors}
          @dismissed=${(event: CustomEvent<number>) => this.session.dismissError(event.detail)}
        ></error-list>
        ${this.renderDropped()} ${this.renderFeatures()} ${this.renderRow()} ${this.renderRuns()}
      </main>
    `
  }

  private renderHeader() {
    const { model, table, stage, progress } = this.session.state
    const loaded =
      model && table ? `${model.label} on ${table.path}, ${count(table.table.rows, "row")}` : "nothing is loaded"
    return html`<header>
      <h1>Leafwise</h1>
      <span class="loaded">${loaded}</span>
      <progress-row .stage=${stage} .progress=${progress} @stopped=${() => this.session.stop()}></progress-row>
      <button @click=${this.turnTheme}>Theme: ${this.theme}</button>
    </header>`
  }

  /** Every question, those that cannot be answered yet with what they need. */
  private renderQuestions() {
    const { result, stores } = this.session.state
    const pair = result ? "" : "needs a model and a table"
    const questions = [
      ["dropped", "What did I drop?", ""],
      ["features", "Which features drive it?", pair],
      ["row", "Why this row?", pair],
      ["runs", "Which run should I promote?", stores.length > 0 ? "" : "needs an mlruns folder"],
    ] as const
    const entry = ([id, title, missing]: (typeof questions)[number]) =>
      missing
        ? html`<span class="missing">${title}<br /><small>${missing}</small></span>`
        : html`<a href="#${id}" @click=${this.jump}>${title}</a>`
    return html`<nav aria-label="Questions"><ol>${questions.map((question) => html`<li>${entry(question)}</li>`)}</ol></nav>`
  }

  private renderDropped() {
    const { items, checks } = this.session.state
    return html`<section id="dropped" aria-labelledby="dropped-title">
      <h2 id="dropped-title">What did I drop?</h2>
      <drop-zone
        @files-chosen=${(event: CustomEvent<FileMap>) => openFiles(this.session, treeOfFiles("dropped", event.detail))}
      ></drop-zone>
      ${this.renderChoices()}
      ${items.length > 0 ? html`<inventory-view .items=${items} .checks=${checks}></inventory-view>` : ""}
    </section>`
  }

  private renderChoices() {
    const { models, tables, model, table, result, output } = this.session.state
    if (models.length === 0 || tables.length === 0) return ""
    const outputs = result?.explanation.outputs ?? 1
    return html`<div class="choices">
      <label>Model ${this.renderSelect(
        "model",
        models,
        model,
        ({ label }) => label,
        (chosen) => table && explainChosen(this.session, chosen, table),
      )}</label>
      <label>Table ${this.renderSelect(
        "table",
        tables,
        table,
        ({ path }) => path,
        (chosen) => model && explainChosen(this.session, model, chosen),
      )}</label>
      ${
        outputs > 1
          ? html`<label>Output ${this.renderSelect("output", [...Array(outputs).keys()], output, String, (chosen) => chooseOutput(this.session, chosen))}</label>`
          : ""
      }
    </div>`
  }

  private renderSelect<Value>(
    name: string,
    values: readonly Value[],
    chosen: Value | undefined,
    label: (value: Value) => string,
    choose: (value: Value) => unknown,
  ) {
    return html`<select name=${name} @change=${(event: Event) => choose(values[(event.target as HTMLSelectElement).selectedIndex]!)}>
      ${values.map((value) => html`<option ?selected=${value === chosen}>${label(value)}</option>`)}
    </select>`
  }

  private renderFeatures() {
    const { result, output, model } = this.session.state
    if (!result) return ""
    const { ranking, explanation, rows } = result
    const sampled = explanation.sample ? `A sample of ${count(rows.rows, "row")} so far. ` : ""
    const error = `SHAP values add up to the margin within ${explanation.additivityError.relative.toExponential(1)} relative.`
    return html`<section id="features" aria-labelledby="features-title">
      <h2 id="features-title">Which features drive ${model?.label}?</h2>
      <p class="quiet" style="margin:0">${sampled}${error}</p>
      <div class="charts">
        <importance-chart .ranking=${ranking}></importance-chart>
        <beeswarm-chart
          .ranking=${ranking}
          .explanation=${explanation}
          .table=${rows}
          .output=${output}
          @row-selected=${this.selectRow}
        ></beeswarm-chart>
      </div>
    </section>`
  }

  private renderRow() {
    const { result, row, output } = this.session.state
    if (!result) return ""
    return html`<section id="row" aria-label="Why this row?">
      <waterfall-chart
        .explanation=${result.explanation}
        .table=${result.rows}
        .row=${row}
        .output=${output}
        @row-selected=${this.selectRow}
      ></waterfall-chart>
    </section>`
  }

  private renderRuns() {
    const { stores } = this.session.state
    if (stores.length === 0) return ""
    return html`<section id="runs" aria-labelledby="runs-title">
      <h2 id="runs-title">Which run should I promote?</h2>
      ${stores.flatMap(({ experiments, runs }) =>
        experiments.map((experiment) => {
          const own = runs.filter(({ experimentId }) => experimentId === experiment.experimentId)
          return own.length === 0 ? "" : html`<h3>${experiment.name}</h3><run-table .runs=${own}></run-table>`
        }),
      )}
    </section>`
  }

  private readonly selectRow = (event: Event) => {
    this.session.change({ row: (event as CustomEvent<number>).detail })
  }

  /** The sections lie in this element's own tree, where a link's # does not reach. */
  private readonly jump = (event: Event) => {
    event.preventDefault()
    const id = (event.target as HTMLAnchorElement).hash.slice(1)
    this.renderRoot.querySelector(`#${id}`)?.scrollIntoView({ behavior: "smooth" })
  }

  private turnTheme() {
    this.theme = nextTheme(this.theme)
    applyTheme(this.theme)
    this.requestUpdate()
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "leafwise-app": LeafwiseApp
  }
}
