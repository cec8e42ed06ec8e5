import { css, html, LitElement, nothing } from "lit"
import { customElement, query } from "lit/decorators.js"
import { droppedFiles } from "./files/dropped-files.js"
import { servedFiles } from "./files/served-files.js"
import { openDropped } from "./open-dropped.js"
import { openFiles } from "./open-files.js"
import type { PageElement } from "./pages/page-element.js"
import { closedBecause, type Page, pages } from "./pages/pages.js"
import { Session } from "./session.js"
import "./shell/app-header.js"
import "./shell/help-dialog.js"
import type { HelpDialog } from "./shell/help-dialog.js"
import { listenToKeys } from "./shell/keys.js"
import { offline } from "./shell/offline.js"
import "./shell/question-rail.js"
import "./shell/selection-chips.js"
import { applyView } from "./state/apply-view.js"
import { UrlSync } from "./state/url-sync.js"
import type { PageId } from "./state/view-state.js"
import { applyPalette, applyTheme, paletteName, themeOf } from "./theme.js"
import { toggleTables } from "./views/chart-events.js"
import { controlStyles } from "./views/chart-styles.js"
import "./views/error-list.js"

/** The page: one session, its questions on the left, the chosen one's answer beside. */
@customElement("leafwise-app")
export class LeafwiseApp extends LitElement {
  static override styles = [
    controlStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: 232px minmax(0, 1fr);
        grid-template-rows: auto 1fr;
        min-height: 100vh;
      }
      app-header {
        grid-column: 1 / -1;
      }
      main {
        padding: 18px 24px 48px;
        display: grid;
        gap: 18px;
        align-content: start;
        min-width: 0;
        max-width: 1480px;
      }
      .empty {
        position: absolute;
      }
      .notice {
        display: flex;
        gap: 8px 14px;
        flex-wrap: wrap;
        align-items: center;
        background: var(--tint);
        border-radius: 6px;
        padding: 6px 12px;
        margin: 0;
      }
      @media (max-width: 860px) {
        :host {
          grid-template-columns: minmax(0, 1fr);
          grid-template-rows: auto auto 1fr;
        }
        main {
          padding: 14px 14px 40px;
        }
      }
    `,
  ]

  readonly session: Session = new Session()
  @query("help-dialog") private help!: HelpDialog
  private readonly url = new UrlSync(this.session)
  private readonly elements = new Map<PageId, PageElement>()
  private readonly loading = new Set<PageId>()

  constructor() {
    super()
    this.session.watch(this)
    applyTheme(themeOf())
    applyPalette(paletteName())
    listenToKeys({
      help: () => this.help.open(),
      goTo: (letter) => this.goToLetter(letter),
      search: () => this.page?.search(),
      step: (by) => this.page?.step(by),
      tables: toggleTables,
      escape: () => this.escape(),
      undo: () => this.travel("undo"),
      redo: () => this.travel("redo"),
    })
    // A file dropped beside the drop zone is opened too, instead of leaving the page for it.
    document.addEventListener("dragover", (event) => event.preventDefault())
    document.addEventListener("drop", (event) => this.drop(event))
    this.start()
  }

  override updated() {
    this.url.write()
    document.title = `${this.shown.title} \u2013 Leafwise`
  }

  override render() {
    const { state } = this.session
    return html`
      <app-header
        .session=${this.session}
        @skip-wanted=${() => this.renderRoot.querySelector<HTMLElement>("main")?.focus()}
        @help-wanted=${() => this.help.open()}
        @undo-wanted=${() => this.travel("undo")}
        @redo-wanted=${() => this.travel("redo")}
      ></app-header>
      <question-rail
        .state=${state}
        .shown=${this.shown.id}
        @page-chosen=${(event: CustomEvent<PageId>) => this.session.look({ page: event.detail })}
      ></question-rail>
      <main id="main" tabindex="-1">
        <error-list
          class=${state.errors.length > 0 ? "" : "empty"}
          .errors=${state.errors}
          @dismissed=${(event: CustomEvent<number>) => this.session.dismissError(event.detail)}
        ></error-list>
        ${this.renderWaiting()} ${this.renderChips()}
        ${this.renderPage()}
      </main>
      <help-dialog></help-dialog>
    `
  }

  /** The page that is seen: the chosen one, or the first while the chosen one lacks its inputs. */
  private get shown(): Page {
    const chosen = pages.find(({ id }) => id === this.session.view.page)
    return chosen && closedBecause(chosen, this.session.state) === "" ? chosen : pages[0]!
  }

  private get page(): PageElement | undefined {
    return this.elements.get(this.shown.id)
  }

  private renderPage() {
    const { id, load } = this.shown
    const known = this.elements.get(id)
    if (known) return known
    if (!this.loading.has(id) && load) {
      this.loading.add(id)
      load().then(
        () => this.build(id),
        (error) => this.session.fail(error),
      )
    }
    return html`<p class="quiet">Loading</p>`
  }

  private build(id: PageId) {
    const element = document.createElement(`page-${id}`) as PageElement
    element.session = this.session
    element.id = id
    this.elements.set(id, element)
    this.requestUpdate()
  }

  private renderChips() {
    const { feature, row, run } = this.session.view
    const any = feature !== undefined || row !== undefined || run !== undefined
    return any ? html`<selection-chips .session=${this.session}></selection-chips>` : nothing
  }

  /** A link's page waits for its data. */
  private renderWaiting() {
    const { view, state } = this.session
    const wanted = pages.find(({ id }) => id === view.page)
    if (!wanted || wanted === this.shown || state.stage) return nothing
    return html`<p class="notice" role="status">
      <span>The address holds a saved view of \u201c${wanted.title}\u201d (${closedBecause(wanted, state)}). It is restored when its data are loaded.</span>
      <button @click=${() => this.session.look({ page: "dropped" })}>Clear saved view</button>
    </p>`
  }

  private async start() {
    await this.url.read()
    const files = await servedFiles().catch((error) => this.session.fail(error))
    if (files) await openFiles(this.session, files, { loose: false, served: true })
    else offline()
  }

  private async drop(event: DragEvent) {
    if (event.defaultPrevented || !event.dataTransfer) return
    event.preventDefault()
    const files = await droppedFiles(event.dataTransfer)
    await openDropped(this.session, files)
  }

  private goToLetter(letter: string): boolean {
    const page = pages.find((each) => each.letter === letter)
    if (!page || closedBecause(page, this.session.state)) return false
    this.session.look({ page: page.id })
    return true
  }

  private travel(way: "undo" | "redo") {
    this.session.history[way]()
    applyView(this.session)
  }

  /** Ends what is going on, or else lets the selection go. */
  private escape() {
    if (this.session.state.stage) this.session.halt()
    else this.session.look({ row: undefined, feature: undefined, run: undefined })
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "leafwise-app": LeafwiseApp
  }
}
