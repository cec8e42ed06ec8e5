import { css, html, LitElement } from "lit"
import { customElement, property, state } from "lit/decorators.js"
import { plain } from "../plots/format.js"
import { controlStyles } from "./chart-styles.js"
import { saveFile } from "./save-chart.js"

/** A feature and what it is worth by some measure. */
export interface Listed {
  readonly feature: string
  readonly importance: number
}

/** Features that are worth less are ticked to begin with. */
const SMALL = 0.001

/** Which features a new training may leave out, and the list of those kept: as text, JSON and a script. */
@customElement("retrain-list")
export class RetrainList extends LitElement {
  static override styles = [
    controlStyles,
    css`
      :host {
        display: grid;
        gap: 10px;
      }
      ul {
        list-style: none;
        margin: 0;
        padding: 8px 12px;
        columns: 15em;
      }
      .scroll {
        max-height: 260px;
        overflow: auto;
        border: 1px solid var(--line);
        border-radius: 6px;
      }
      label {
        display: flex;
        gap: 6px;
        align-items: center;
        break-inside: avoid;
        overflow-wrap: anywhere;
      }
      .number {
        margin-left: auto;
        color: var(--quiet);
        font-variant-numeric: tabular-nums;
        padding-left: 8px;
      }
      .bar {
        display: flex;
        gap: 8px;
        flex-wrap: wrap;
        align-items: center;
      }
    `,
  ]

  @property({ attribute: false }) importances: readonly Listed[] = []
  /** What was ticked or unticked by hand. */
  @state() private chosen: ReadonlyMap<string, boolean> = new Map()

  override render() {
    const kept = this.kept()
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Features to leave out"><ul>
        ${this.importances.map(
          (each) => html`<li>
            <label>
              <input type="checkbox" .checked=${this.isOut(each)} @change=${(event: Event) => this.tick(each.feature, event)} />
              <span>${each.feature}</span><span class="number">${plain(each.importance)}</span>
            </label>
          </li>`,
        )}
      </ul></div>
      <div class="bar">
        <span>${kept.length} of ${this.importances.length} features kept</span>
        <button @click=${() => this.save("features.txt", `${kept.join("\n")}\n`)}>Text</button>
        <button @click=${() => this.save("features.json", `${JSON.stringify(kept, null, 2)}\n`)}>JSON</button>
        <button @click=${() => this.save("retrain.py", script(kept))}>Script</button>
      </div>`
  }

  private isOut({ feature, importance }: Listed): boolean {
    return this.chosen.get(feature) ?? importance < SMALL
  }

  private kept(): string[] {
    return this.importances.filter((each) => !this.isOut(each)).map(({ feature }) => feature)
  }

  private tick(feature: string, event: Event) {
    this.chosen = new Map([...this.chosen, [feature, (event.target as HTMLInputElement).checked]])
  }

  private save(name: string, text: string) {
    saveFile(name, new Blob([text], { type: "text/plain" }))
  }
}

/** JSON text is a list of Python's too, so that no name can end it early. */
function script(features: readonly string[]): string {
  return `# Features kept: pass them to the training.
FEATURES = ${JSON.stringify(features, null, 4)}


def select(frame):
    """The columns of the frame that the new model is trained on."""
    missing = [name for name in FEATURES if name not in frame.columns]
    if missing:
        raise KeyError(f"not in the frame: {missing}")
    return frame[FEATURES]
`
}

declare global {
  interface HTMLElementTagNameMap {
    "retrain-list": RetrainList
  }
}
