import { css, html, LitElement, nothing } from "lit"
import { customElement, property, query, state } from "lit/decorators.js"
import { type Completion, completeFilter, type FilterFields } from "../plots/filter-words.js"
import { keep, kept } from "../theme.js"
import { controlStyles } from "./chart-styles.js"

/** Where a filter is wrong. */
export interface FilterProblem {
  readonly message: string
  /** In UTF-16 units from 0. */
  readonly at: number
}

interface SavedFilter {
  readonly name: string
  readonly filter: string
}

/** Milliseconds without a key after which what was typed is looked at. */
const PAUSE = 350

/**
 * A filter in MLflow's grammar: what may come next is offered while it is typed, what is wrong is shown where it is.
 * Filters can be saved under a name in this browser.
 * @fires filter-changed - the filter, once it is right and Enter was pressed or the field was left, in `detail`
 */
@customElement("filter-box")
export class FilterBox extends LitElement {
  static override styles = [
    controlStyles,
    css`
      .bar {
        display: flex;
        gap: 6px 12px;
        flex-wrap: wrap;
        align-items: center;
      }
      .field {
        position: relative;
        flex: 1 1 320px;
        min-width: 0;
        display: flex;
        gap: 6px;
        align-items: center;
      }
      .field input {
        flex: 1;
        min-width: 0;
        font-family: ui-monospace, "SF Mono", Menlo, Consolas, "Noto Sans Mono", monospace;
        font-size: 13px;
      }
      input[aria-invalid="true"] {
        border-color: var(--fail);
      }
      ul {
        position: absolute;
        top: 100%;
        left: 44px;
        z-index: 5;
        margin: 2px 0 0;
        padding: 4px 0;
        list-style: none;
        background: var(--ground);
        border: 1px solid var(--edge);
        border-radius: 6px;
        box-shadow: 0 4px 16px rgb(0 0 0 / 18%);
        max-width: calc(100% - 44px);
        max-height: 280px;
        overflow: auto;
        font: 13px ui-monospace, "SF Mono", Menlo, Consolas, "Noto Sans Mono", monospace;
      }
      li {
        padding: 3px 12px;
        cursor: pointer;
        overflow-wrap: anywhere;
      }
      li[aria-selected="true"],
      li:hover {
        background: var(--tint);
      }
      .wrong {
        margin: 6px 0 0;
        color: var(--fail);
        overflow-wrap: anywhere;
      }
      pre {
        margin: 4px 0 0;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
        font-size: 13px;
        color: var(--text);
      }
      mark {
        background: none;
        color: var(--fail);
        font-weight: 700;
        text-decoration: underline wavy;
      }
    `,
  ]

  @property() value = ""
  @property({ attribute: false }) fields: FilterFields = { metrics: [], params: [], tags: [], values: () => [] }
  /** What is wrong with a filter; undefined where nothing is. */
  @property({ attribute: false }) check: (filter: string) => FilterProblem | undefined = () => undefined
  @state() private completion: Completion = { from: 0, options: [] }
  @state() private at = -1
  @state() private problem: FilterProblem | undefined
  @state() private typed = ""
  @state() private saved: readonly SavedFilter[] = savedFilters()
  @query("input") private input!: HTMLInputElement
  private pause: ReturnType<typeof setTimeout> | undefined

  override render() {
    const { options } = this.completion
    return html`
      <div class="bar">
        <div class="field">
          <label for="filter">Filter</label>
          <input
            id="filter"
            type="search"
            role="combobox"
            autocomplete="off"
            autocapitalize="off"
            spellcheck="false"
            placeholder="metrics.auc > 0.6 AND params.depth = '6'"
            aria-expanded=${options.length > 0}
            aria-controls="options"
            aria-autocomplete="list"
            aria-invalid=${this.problem !== undefined}
            aria-describedby="wrong"
            aria-activedescendant=${this.at >= 0 ? `option-${this.at}` : nothing}
            .value=${this.value}
            @input=${this.typing}
            @focus=${this.complete}
            @click=${this.complete}
            @keydown=${this.key}
            @blur=${this.leave}
          />
          <ul id="options" role="listbox" aria-label="What may come next" ?hidden=${options.length === 0}>
            ${options.map((option, i) => html`<li id="option-${i}" role="option" aria-selected=${i === this.at} @pointerdown=${(event: Event) => this.take(event, option)}>${option}</li>`)}
          </ul>
        </div>
        ${this.renderSaved()}
      </div>
      <div id="wrong" aria-live="polite">${this.problem ? this.renderProblem(this.problem) : nothing}</div>
    `
  }

  private renderSaved() {
    const current = this.saved.find(({ filter }) => filter === this.value)
    return html`
      ${
        this.saved.length > 0
          ? html`<label>Saved
              <select @change=${(event: Event) => this.apply((event.target as HTMLSelectElement).value)}>
                <option value="" .selected=${!current}></option>
                ${this.saved.map(({ name, filter }) => html`<option value=${filter} .selected=${current?.name === name}>${name}</option>`)}
              </select>
            </label>`
          : nothing
      }
      ${current ? html`<button @click=${() => this.forget(current)}>Forget</button>` : html`<button ?disabled=${this.value === ""} @click=${this.save}>Save filter</button>`}
    `
  }

  private renderProblem({ message, at }: FilterProblem) {
    const text = this.typed
    const end = /\s|$/.exec(text.slice(at + 1))!.index + at + 1
    return html`<p class="wrong">${message}</p>
      <pre aria-hidden="true">${text.slice(0, at)}<mark>${text.slice(at, end) || "\u2038"}</mark>${text.slice(end)}</pre>`
  }

  private readonly typing = () => {
    this.complete()
    this.problem = undefined
    clearTimeout(this.pause)
    // While something is offered, what was typed is not whole yet.
    this.pause = setTimeout(() => this.completion.options.length === 0 && this.look(), PAUSE)
  }

  private readonly complete = () => {
    const caret = this.input.selectionStart ?? this.input.value.length
    this.completion = completeFilter(this.input.value.slice(0, caret), this.fields)
    this.at = -1
  }

  private readonly key = (event: KeyboardEvent) => {
    const { options } = this.completion
    const { length } = options
    if (event.key === "Escape" && length > 0) {
      event.stopPropagation()
      event.preventDefault()
      this.completion = { from: 0, options: [] }
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && length > 0) {
      event.preventDefault()
      this.at =
        (this.at + (event.key === "ArrowDown" ? 1 : -1) + length + Number(this.at < 0 && event.key === "ArrowUp")) %
        length
    } else if (event.key === "Enter") {
      if (this.at >= 0) this.take(event, options[this.at]!)
      else this.apply(this.input.value)
    }
  }

  private take(event: Event, option: string) {
    event.preventDefault()
    const caret = this.input.selectionStart ?? this.input.value.length
    const before = this.input.value.slice(0, this.completion.from) + option
    const space = option.endsWith(".") ? "" : " "
    this.input.value = before + space + this.input.value.slice(caret).trimStart()
    this.input.setSelectionRange(before.length + space.length, before.length + space.length)
    this.typing()
  }

  private readonly leave = () => {
    this.completion = { from: 0, options: [] }
    this.apply(this.input.value)
  }

  /** @returns whether the filter that was typed is right. */
  private look(): boolean {
    clearTimeout(this.pause)
    this.typed = this.input.value
    this.problem = this.typed.trim() === "" ? undefined : this.check(this.typed)
    return this.problem === undefined
  }

  private apply(text: string) {
    this.input.value = text
    this.completion = { from: 0, options: [] }
    const filter = text.trim()
    if (!this.look() || filter === this.value) return
    this.value = filter
    this.dispatchEvent(new CustomEvent("filter-changed", { detail: filter, bubbles: true, composed: true }))
  }

  /** A filter is known by its own text: it says best what it is. */
  private readonly save = () => {
    this.keepAll([...this.saved, { name: this.value.slice(0, 60), filter: this.value }])
  }

  private forget(filter: SavedFilter) {
    this.keepAll(this.saved.filter((each) => each !== filter))
  }

  private keepAll(saved: readonly SavedFilter[]) {
    this.saved = saved
    keep("filters", JSON.stringify(saved.map(({ filter }) => filter)))
  }
}

function savedFilters(): SavedFilter[] {
  try {
    const found: unknown = JSON.parse(kept("filters") ?? "[]")
    const texts = Array.isArray(found) ? found.filter((each) => typeof each === "string") : []
    return texts.map((filter) => ({ name: filter.slice(0, 60), filter }))
  } catch {
    return []
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "filter-box": FilterBox
  }
}
