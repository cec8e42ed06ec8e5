import { css, html, LitElement, nothing } from "lit"
import { customElement, property, state } from "lit/decorators.js"
import {
  DEFAULT_TOP,
  isLoss,
  type ModelRanking,
  type Run,
  rankModels,
  rankTags,
  type TagChange,
} from "../../src/index.js"
import { barStyles } from "./bar-styles.js"
import { controlStyles } from "./chart-styles.js"
import "./ranking-table.js"
import { saveFile } from "./save-chart.js"

/** What a ranking is asked to write. */
export interface RankRequest {
  readonly metric: string
  readonly topN: number
  readonly ascending: boolean
}

/**
 * The best runs of an experiment by a metric that was logged, with the tags that say so.
 * @fires tags-wanted - the tags are to be written, a `RankRequest` in `detail`; only where the store is `writable`
 */
@customElement("rank-models")
export class RankModels extends LitElement {
  static override styles = [
    controlStyles,
    barStyles,
    css`
      :host {
        display: grid;
        gap: 10px;
      }
      input[type="number"] {
        width: 8ch;
      }
      select {
        max-width: min(300px, 60vw);
      }
      p {
        margin: 0;
        max-width: 92ch;
        overflow-wrap: anywhere;
      }
      code {
        overflow-wrap: anywhere;
      }
    `,
  ]

  @property() experiment = ""
  @property({ attribute: false }) runs: readonly Run[] = []
  /** Metrics that were logged. */
  @property({ attribute: false }) metrics: readonly string[] = []
  /** The metric to begin with. */
  @property() metric = ""
  /** The store can be written from here. */
  @property({ type: Boolean }) writable = false
  /** Where the store lies, for the command that writes the tags. */
  @property() store = ""
  /** What came of writing, in a sentence. */
  @property() outcome = ""
  @state() private own: string | undefined
  @state() private topN = DEFAULT_TOP
  @state() private ascending: boolean | undefined
  @state() private shown = false

  override render() {
    const metric = this.own ?? this.metric
    const ascending = this.ascending ?? isLoss(metric)
    return html`
      <form class="bar" @submit=${this.preview}>
        <label>Metric
          <select @change=${(event: Event) => {
            this.own = (event.target as HTMLSelectElement).value
            this.ascending = undefined
          }}>
            ${this.metrics.map((name) => html`<option value=${name} .selected=${name === metric}>${name}</option>`)}
          </select>
        </label>
        <label>Top <input type="number" min="1" step="1" required .value=${String(this.topN)} @input=${(
          event: Event,
        ) => {
          this.topN = Math.max(1, Math.round(Number((event.target as HTMLInputElement).value)) || 1)
        }} /></label>
        <label>Best is
          <select @change=${(event: Event) => {
            this.ascending = (event.target as HTMLSelectElement).value === "least"
          }}>
            <option value="greatest" .selected=${!ascending}>the greatest</option>
            <option value="least" .selected=${ascending}>the least</option>
          </select>
        </label>
        <button class="primary" type="submit">Preview</button>
      </form>
      ${this.shown ? this.renderRanking({ metric, topN: this.topN, ascending }) : html`<p class="quiet">Ranks finished runs, and tags them model_rank, top_N and, the first three, production_candidate. Nothing is written before you say so.</p>`}
    `
  }

  private readonly preview = (event: Event) => {
    event.preventDefault()
    this.shown = true
  }

  private renderRanking(request: RankRequest) {
    const ranking = this.ranked(request)
    if (typeof ranking === "string") return html`<p role="status">${ranking}</p>`
    const changes = rankTags(ranking, this.runs)
    return html`
      <ranking-table .ranking=${ranking}></ranking-table>
      <p role="status">${this.outcome || changesText(changes)}</p>
      ${this.renderWriting(request, changes)}
    `
  }

  private ranked({ metric, topN, ascending }: RankRequest): ModelRanking | string {
    try {
      return rankModels(this.experiment, this.runs, { metric, topN, ascending })
    } catch (error) {
      return (error as Error).message
    }
  }

  private renderWriting(request: RankRequest, changes: readonly TagChange[]) {
    const command = commandOf(this.store, this.experiment, request)
    const save = () =>
      saveFile("rank-tags.json", new Blob([`${JSON.stringify(changes, null, 2)}\n`], { type: "application/json" }))
    return html`<div class="bar">
        ${this.writable ? html`<button class="primary" ?disabled=${changes.length === 0} @click=${() => this.write(request)}>Write the tags</button>` : nothing}
        <button @click=${save}>Tags as JSON</button>
      </div>
      ${this.writable ? nothing : html`<p class="quiet">What was dropped is read, never written. This command writes the tags: <code>${command}</code></p>`}`
  }

  private write(detail: RankRequest) {
    this.dispatchEvent(new CustomEvent("tags-wanted", { detail, bubbles: true, composed: true }))
  }
}

function changesText(changes: readonly TagChange[]): string {
  const set = changes.filter(({ value }) => value !== undefined).length
  if (changes.length === 0) return "The runs are tagged so already."
  const stale = changes.length - set
  return `${set} ${set === 1 ? "tag" : "tags"} to set${stale > 0 ? `, ${stale} of an earlier ranking to delete` : ""}.`
}

/** For a shell: names in single quotes. */
function commandOf(store: string, experiment: string, { metric, topN, ascending }: RankRequest): string {
  const quoted = (text: string) => (/^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)
  return `leafwise runs rank --store ${quoted(store)} -x ${quoted(experiment)} --metric ${quoted(metric)} --top-n ${topN} ${ascending ? "--ascending" : "--descending"}`
}

declare global {
  interface HTMLElementTagNameMap {
    "rank-models": RankModels
  }
}
