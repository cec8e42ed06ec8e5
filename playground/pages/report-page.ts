import { css, html, nothing } from "lit"
import { customElement, state } from "lit/decorators.js"
import { REPORT_ROWS, type ReportCard, reportCards } from "../../src/index.js"
import { assembleReport, cardMissing, cardTitles, type ReadyReport } from "../assemble-report.js"
import { controlStyles } from "../views/chart-styles.js"
import "../views/report-view.js"
import { fileName, saveFile } from "../views/save-chart.js"
import { Latest } from "./latest.js"
import { PageElement } from "./page-element.js"
import { pageStyles } from "./page-styles.js"

const MOST_BYTES = 20e6

/** Chosen cards as one HTML file that needs no other; its size is said before it is saved. */
@customElement("page-report")
export class ReportPage extends PageElement {
  static override styles = [
    controlStyles,
    pageStyles,
    css`
      fieldset {
        border: 1px solid var(--line);
        border-radius: 8px;
        padding: 8px 14px 12px;
        margin: 0;
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 320px), 1fr));
        gap: 2px 18px;
        min-width: 0;
      }
      legend {
        padding: 0 6px;
        color: var(--quiet);
      }
      .preview {
        border: 1px solid var(--line);
        border-radius: 8px;
        padding: 18px clamp(10px, 2vw, 22px);
        min-width: 0;
      }
      input[type="number"] {
        width: 10ch;
      }
      input.title {
        width: min(360px, 60vw);
      }
    `,
  ]

  @state() private preview = false
  private readonly ready = new Latest<ReadyReport>(this, "making the report", true)

  protected override renderPage() {
    const cards = this.cards()
    if (cards.length > 0) this.want(cards)
    const { value } = this.ready
    return html`
      <section aria-labelledby="title">
        <h2 id="title">Report</h2>
        <p class="quiet">One HTML file that opens anywhere, also without a network: charts stay interactive, nothing is fetched.</p>
        <fieldset>
          <legend>What goes into it</legend>
          ${reportCards.map((card) => this.renderCard(card))}
        </fieldset>
        <div class="bar">
          <label>Title <input class="title" .value=${this.heading} @change=${this.set("report.title")} /></label>
          <label>Explained rows, at most <input type="number" min="0" max="200000" step="1" .value=${String(this.most)} @change=${this.set("report.rows")} /></label>
        </div>
        <div class="bar">
          <button class="primary" ?disabled=${!value || cards.length === 0} @click=${this.save}>Save the report</button>
          ${value && cards.length > 0 ? html`<span role="status">${sizeText(value)}</span>` : nothing}
          ${this.ready.progress()}
          <label><input type="checkbox" .checked=${this.preview} @change=${(event: Event) => {
            this.preview = (event.target as HTMLInputElement).checked
          }} />show it below</label>
        </div>
      </section>
      ${value && this.preview && cards.length > 0 ? html`<div class="preview"><report-view .report=${value.report}></report-view></div>` : nothing}
    `
  }

  private renderCard(card: ReportCard) {
    const missing = cardMissing(card, this.session)
    return html`<label>
      <input type="checkbox" ?disabled=${missing !== ""} .checked=${this.cards().includes(card)} @change=${() => this.toggle(card)} />
      ${cardTitles[card]}${missing ? html` <small class="quiet">${missing}</small>` : nothing}
    </label>`
  }

  /** All that can be had, but for those that were unticked. */
  private cards(): ReportCard[] {
    const out = String(this.option("report.without") ?? "").split(",")
    return reportCards.filter((card) => cardMissing(card, this.session) === "" && !out.includes(card))
  }

  private toggle(card: ReportCard) {
    const out = new Set(
      String(this.option("report.without") ?? "")
        .split(",")
        .filter(Boolean),
    )
    if (!out.delete(card)) out.add(card)
    this.session.setOption("report.without", [...out].join(",") || undefined)
  }

  private get heading(): string {
    const { model } = this.session.state
    return String(this.option("report.title") ?? (model ? `${model.label} explained` : "Runs compared"))
  }

  private get most(): number {
    return Number(this.option("report.rows") ?? REPORT_ROWS)
  }

  private set(key: string) {
    return (event: Event) => this.session.setOption(key, (event.target as HTMLInputElement).value || undefined)
  }

  private want(cards: readonly ReportCard[]) {
    const { state, view } = this.session
    const { options, run, output } = view
    const keys = ["runs.compare", "runs.baseline", "runs.metric", "runs.experiment", "train.table", "features.all"]
    const runs = keys.map((key) => options[key])
    const inputs = [state.result, state.table, state.stores, run, output, ...runs]
    this.ready.want(this.session, [cards.join(), this.heading, this.most, ...inputs], (job) =>
      assembleReport(this.session, { title: this.heading, cards, rows: this.most, maxBytes: MOST_BYTES }, job),
    )
  }

  private readonly save = () => {
    const { value } = this.ready
    if (value) saveFile(fileName(value.report.title, "html"), new Blob([value.html], { type: "text/html" }))
  }
}

function sizeText({ bytes, rows }: ReadyReport): string {
  const size = bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
  return `${size}${rows > 0 ? `, with ${rows.toLocaleString("en-US")} explained rows` : ""}`
}

declare global {
  interface HTMLElementTagNameMap {
    "page-report": ReportPage
  }
}
