import { css, html, LitElement } from "lit"
import { customElement, query, state } from "lit/decorators.js"
import type { Dropped } from "../../src/remote.js"
import { chosenFiles, droppedFiles } from "../files/dropped-files.js"
import { controlStyles } from "./chart-styles.js"

/**
 * Where files and folders are dropped or chosen.
 * @fires files-chosen - what was dropped or chosen, a `Dropped` in `detail`
 */
@customElement("drop-zone")
export class DropZone extends LitElement {
  static override styles = [
    controlStyles,
    css`
      section {
        border: 2px dashed var(--line);
        border-radius: 10px;
        padding: 18px;
        display: flex;
        gap: 12px 20px;
        align-items: center;
        flex-wrap: wrap;
      }
      section.over {
        border-color: var(--accent);
        background: var(--raised);
      }
      p {
        margin: 0;
        flex: 1 1 320px;
      }
      input {
        display: none;
      }
    `,
  ]

  @state() private over = false
  @query("#files") private files!: HTMLInputElement
  @query("#folder") private folder!: HTMLInputElement

  override render() {
    return html`<section
      aria-label="Open files"
      class=${this.over ? "over" : ""}
      @dragover=${this.dragOver}
      @dragleave=${() => {
        this.over = false
      }}
      @drop=${this.drop}
    >
      <p>
        Drop a LightGBM or XGBoost model, a table (Arrow, Feather, Parquet, CSV, NDJSON) and an <code>mlruns</code> folder
        here. <span class="quiet">Everything stays in this tab.</span>
      </p>
      <button @click=${() => this.files.click()}>Choose files</button>
      <button @click=${() => this.folder.click()}>Choose a folder</button>
      <input id="files" type="file" multiple aria-label="Files" @change=${this.choose} />
      <input id="folder" type="file" webkitdirectory aria-label="Folder" @change=${this.choose} />
    </section>`
  }

  private dragOver(event: DragEvent) {
    event.preventDefault()
    this.over = true
  }

  private async drop(event: DragEvent) {
    event.preventDefault()
    this.over = false
    if (event.dataTransfer) this.tell(await droppedFiles(event.dataTransfer))
  }

  private choose(event: Event) {
    const input = event.target as HTMLInputElement
    if (input.files?.length) this.tell(chosenFiles(input.files))
    // The same file can be chosen again after it was changed.
    input.value = ""
  }

  private tell(files: Dropped) {
    this.dispatchEvent(new CustomEvent("files-chosen", { detail: files }))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "drop-zone": DropZone
  }
}
