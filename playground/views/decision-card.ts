import { css, html, LitElement, nothing } from "lit"
import { customElement, property } from "lit/decorators.js"
import { type Decision, decisionMarkdown } from "../plots/cards.js"
import { controlStyles } from "./chart-styles.js"
import { fileName, saveFile } from "./save-chart.js"

const verdicts = { promote: "Promote", keep: "Keep the champion", undecided: "Not decided" } as const

/** Whether a run should take the champion's place, and why. */
@customElement("decision-card")
export class DecisionCard extends LitElement {
  static override styles = [
    controlStyles,
    css`
      article {
        border: 1px solid var(--edge);
        border-radius: 8px;
        padding: 14px 18px;
        display: grid;
        gap: 10px;
        max-width: 760px;
      }
      header {
        display: flex;
        gap: 6px 12px;
        align-items: baseline;
        flex-wrap: wrap;
      }
      h3 {
        margin: 0;
        font-size: 1.05rem;
        overflow-wrap: anywhere;
      }
      .verdict {
        border: 1px solid currentcolor;
        border-radius: 12px;
        padding: 1px 10px;
        font-weight: 600;
        font-size: 13px;
      }
      .promote {
        color: var(--pass);
      }
      .keep {
        color: var(--fail);
      }
      .undecided {
        color: var(--warn);
      }
      p {
        margin: 0;
        overflow-wrap: anywhere;
      }
      th,
      td {
        white-space: normal;
      }
      ul {
        margin: 0;
        padding-left: 1.3em;
      }
      .bar {
        display: flex;
        gap: 8px;
        flex-wrap: wrap;
      }
    `,
  ]

  @property({ attribute: false }) decision: Decision | undefined

  override render() {
    const { decision } = this
    if (!decision) return nothing
    const { challenger, champion, verdict, sentence, facts, open } = decision
    return html`<article aria-label="Decision">
      <header>
        <h3>${challenger} against ${champion}</h3>
        <span class="verdict ${verdict}">${verdicts[verdict]}</span>
      </header>
      <p>${sentence}</p>
      <div class="scroll" tabindex="0" role="region" aria-label="Facts">
        <table>
          <tbody>
            ${facts.map(
              ({ name, value, good }) => html`<tr>
                <th scope="row">${name}</th>
                <td class="number">${value}</td>
                <td>${good === undefined ? "" : good ? "\u25b2 better" : "\u25bc worse"}</td>
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${open.length > 0 ? html`<div><strong>Open</strong><ul>${open.map((each) => html`<li>${each}</li>`)}</ul></div>` : nothing}
      <div class="bar">
        <button @click=${() => this.save("md", decisionMarkdown(decision))}>Markdown</button>
        <button @click=${() => this.save("json", `${JSON.stringify(decision, null, 2)}\n`)}>JSON</button>
      </div>
    </article>`
  }

  private save(ending: string, text: string) {
    const { challenger = "", champion = "" } = this.decision ?? {}
    saveFile(fileName(`${challenger} against ${champion}`, ending), new Blob([text], { type: "text/plain" }))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "decision-card": DecisionCard
  }
}
