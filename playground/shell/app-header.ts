import { css, html, LitElement, nothing } from "lit"
import { customElement, property, state } from "lit/decorators.js"
import { count, describeModel } from "../../src/index.js"
import type { PaletteName } from "../plots/palette.js"
import type { Session } from "../session.js"
import { saveViewFile } from "../state/view-file.js"
import { hashOf, LONGEST } from "../state/view-link.js"
import type { ViewState } from "../state/view-state.js"
import { applyPalette, applyTheme, nextTheme, paletteName, palettes, type Theme, themeOf } from "../theme.js"
import { controlStyles } from "../views/chart-styles.js"
import "../views/progress-row.js"
import { exportNumbers } from "./export-numbers.js"

/**
 * What is loaded, what is going on, and what works everywhere: undo, colours, link, export, help.
 * @fires skip-wanted - the focus goes to the answer
 * @fires help-wanted
 * @fires undo-wanted
 * @fires redo-wanted
 */
@customElement("app-header")
export class AppHeader extends LitElement {
  static override styles = [
    controlStyles,
    css`
      header {
        display: flex;
        gap: 6px 16px;
        align-items: center;
        flex-wrap: wrap;
        padding: 8px 24px;
        border-bottom: 1px solid var(--line);
        background: var(--raised);
        min-height: 32px;
      }
      .skip:not(:focus) {
        position: absolute;
        left: -999px;
      }
      h1 {
        font-size: 1.05rem;
        font-weight: 650;
        letter-spacing: -0.01em;
        margin: 0;
        display: flex;
        gap: 7px;
        align-items: center;
      }
      h1 svg {
        width: 18px;
        height: 18px;
      }
      /* Facts of the model that do not fit beside its name fall into a line that is not seen. */
      .loaded {
        flex: 1 1 140px;
        min-width: 0;
        display: flex;
        flex-wrap: wrap;
        gap: 0 8px;
        align-items: baseline;
        height: 1.5em;
        overflow: hidden;
      }
      .loaded span,
      .loaded small {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
        max-width: 100%;
      }
      .loaded small {
        color: var(--quiet);
        font-size: 12px;
        flex: none;
      }
      .badge {
        border: 1px solid var(--edge);
        border-radius: 10px;
        padding: 0 8px;
        font-size: 12px;
        white-space: nowrap;
      }
      .tools {
        display: flex;
        gap: 4px;
        flex-wrap: wrap;
      }
      .tools button,
      .tools select {
        font-size: 12.5px;
        padding: 1px 8px;
        min-height: 26px;
      }
      output:empty {
        display: none;
      }
      output {
        font-size: 12px;
        color: var(--quiet);
      }
      @media (max-width: 860px) {
        header {
          padding: 8px 14px;
        }
        .loaded {
          order: 1;
          flex-basis: 100%;
          height: auto;
        }
        .loaded span {
          white-space: normal;
          overflow-wrap: anywhere;
        }
        .loaded small {
          display: none;
        }
      }
    `,
  ]

  @property({ attribute: false }) session!: Session
  @state() private theme: Theme = themeOf()
  @state() private said = ""
  /** The view does not fit into an address. */
  @state() private long = false

  override connectedCallback() {
    super.connectedCallback()
    this.session.watch(this)
    window.addEventListener("link-wanted", this.linkChart)
  }

  override disconnectedCallback() {
    super.disconnectedCallback()
    window.removeEventListener("link-wanted", this.linkChart)
  }

  override render() {
    const { stage, progress, result } = this.session.state
    const sample = result?.explanation.sample
    return html`<header>
      <button class="skip" @click=${() => this.dispatchEvent(new Event("skip-wanted"))}>Skip to the answer</button>
      <h1>
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <rect width="16" height="16" rx="4" fill="var(--accent)"></rect>
          <path d="M8 3v10M8 7.5 4.5 4.5M8 10.5l3.5-3" stroke="var(--on-accent)" stroke-width="1.6" fill="none" stroke-linecap="round"></path>
        </svg>
        Leafwise
      </h1>
      <span class="loaded">${this.loaded()}</span>
      ${sample ? html`<span class="badge" title="Uniform sample, seed 0. All rows follow.">sample of ${count(sample.length, "row")}</span>` : nothing}
      <progress-row .stage=${stage} .progress=${progress} @stopped=${() => this.session.halt()}></progress-row>
      <output aria-live="polite">${this.said}</output>
      ${this.renderTools()}
    </header>`
  }

  private loaded() {
    const { model, table, stores, models, tables } = this.session.state
    if (model && table) {
      const facts = model.ensemble ? describeModel(model.ensemble) : ""
      return html`<span>${model.label} on ${table.path}, ${count(table.table.rows, "row")}</span><small>${facts}</small>`
    }
    const runs = stores.reduce((sum, store) => sum + store.runs.length, 0)
    const parts = [
      ...(runs > 0 ? [count(runs, "run")] : []),
      ...(models.length > 0 ? [count(models.length, "model")] : []),
      ...(tables.length > 0 ? [count(tables.length, "table")] : []),
    ]
    return parts.length > 0 ? parts.join(", ") : "nothing is loaded"
  }

  private renderTools() {
    const { history, state } = this.session
    const say = (name: string) => () => this.dispatchEvent(new Event(name))
    return html`<div class="tools" role="toolbar" aria-label="Page">
      <button aria-label="Undo" title="Undo (Ctrl+Z)" ?disabled=${!history.canUndo} @click=${say("undo-wanted")}>\u21b6</button>
      <button aria-label="Redo" title="Redo (Ctrl+Shift+Z)" ?disabled=${!history.canRedo} @click=${say("redo-wanted")}>\u21b7</button>
      <button @click=${this.turnTheme}>Theme: ${this.theme}</button>
      <select aria-label="Palette" title="Palette" @change=${this.choosePalette}>
        ${Object.entries(palettes).map(([name, title]) => html`<option value=${name} ?selected=${name === paletteName()}>${title}</option>`)}
      </select>
      <button @click=${() => this.copyView(this.session.view, "link copied")}>Copy link</button>
      ${this.long ? html`<button title="This view is too long for a link. Drop the file on the page to see it again." @click=${() => saveViewFile(this.session.view)}>Download view file</button>` : nothing}
      <button ?disabled=${!state.result} title="All numbers as JSON" @click=${() => exportNumbers(this.session)}>Export</button>
      <button aria-label="Help and keys" title="Help and keys (?)" @click=${say("help-wanted")}>?</button>
    </div>`
  }

  private readonly linkChart = (event: Event) => {
    const heading = (event as CustomEvent<string>).detail
    this.copyView({ ...this.session.view, chart: heading }, `link to \u201c${heading}\u201d copied`)
  }

  override async updated() {
    const { view } = this.session
    const long = (await hashOf(view)).length > LONGEST
    if (view === this.session.view) this.long = long
  }

  private async copyView(view: ViewState, done: string) {
    const hash = await hashOf(view)
    if (hash.length <= LONGEST) return this.copy(new URL(hash, location.href).href, done)
    this.long = true
    this.tell("this view is too long for a link: download it as a file")
  }

  private async copy(text: string, done: string) {
    try {
      await navigator.clipboard.writeText(text)
      this.tell(done)
    } catch {
      this.tell("the browser kept the clipboard closed: copy the address")
    }
  }

  private tell(text: string) {
    this.said = text
    setTimeout(() => {
      this.said = ""
    }, 3000)
  }

  private turnTheme() {
    this.theme = nextTheme(this.theme)
    applyTheme(this.theme)
  }

  private choosePalette(event: Event) {
    applyPalette((event.target as HTMLSelectElement).value as PaletteName)
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "app-header": AppHeader
  }
}
