import { css, html, LitElement } from "lit"
import { customElement, query, state } from "lit/decorators.js"
import { pages } from "../pages/pages.js"
import { controlStyles } from "../views/chart-styles.js"
import { setSingleKeys, singleKeys } from "./keys.js"

const keys: readonly (readonly [keys: string, what: string])[] = [
  ["?", "this help"],
  ["/", "search a feature"],
  ["j  k", "next, previous feature or row"],
  ["t", "tables in place of charts, and back"],
  ["Esc", "stop what is going on, or let the selection go"],
  ["Ctrl+Z", "undo"],
  ["Ctrl+Shift+Z", "redo"],
  ["\u2190 \u2192 \u2191 \u2193", "in a chart: walk through its marks; Home and End: the ends"],
  ["Enter", "in a chart: choose the mark, e.g. its row"],
]

/** What keys do, and the switch that turns single keys off. */
@customElement("help-dialog")
export class HelpDialog extends LitElement {
  static override styles = [
    controlStyles,
    css`
      dialog {
        color: var(--text);
        background: var(--ground);
        border: 1px solid var(--edge);
        border-radius: 10px;
        padding: 20px 24px;
        max-width: min(680px, calc(100vw - 32px));
        box-sizing: border-box;
      }
      dialog::backdrop {
        background: rgb(0 0 0 / 45%);
      }
      h2 {
        margin: 0 0 12px;
        font-size: 1.15rem;
      }
      .columns {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 260px), 1fr));
        gap: 4px 32px;
      }
      dl {
        display: grid;
        grid-template-columns: 7.5em 1fr;
        gap: 5px 10px;
        margin: 0;
        align-content: start;
      }
      dt,
      dd {
        margin: 0;
      }
      kbd {
        font: 12px ui-monospace, Menlo, Consolas, monospace;
        border: 1px solid var(--edge);
        border-radius: 4px;
        padding: 1px 6px;
        background: var(--raised);
        white-space: pre;
      }
      label {
        display: flex;
        gap: 8px;
        align-items: center;
        margin: 16px 0;
      }
    `,
  ]

  @query("dialog") private dialog!: HTMLDialogElement
  @state() private on = singleKeys()

  open(): void {
    if (!this.dialog.open) this.dialog.showModal()
  }

  override render() {
    const entry = ([key, what]: readonly [string, string]) => html`<dt><kbd>${key}</kbd></dt><dd>${what}</dd>`
    const jumps = pages.map(({ letter, title }) => [`g ${letter}`, title] as const)
    return html`<dialog aria-labelledby="title">
      <h2 id="title">Help and keys</h2>
      <div class="columns">
        <dl>${keys.map(entry)}</dl>
        <dl>${jumps.map(entry)}</dl>
      </div>
      <label><input type="checkbox" .checked=${this.on} @change=${this.turn} />Single keys do something</label>
      <p class="quiet">Everything is computed in this tab. Nothing that you open leaves it.</p>
      <form method="dialog"><button class="primary" autofocus>Close</button></form>
    </dialog>`
  }

  private turn(event: Event) {
    this.on = (event.target as HTMLInputElement).checked
    setSingleKeys(this.on)
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "help-dialog": HelpDialog
  }
}
