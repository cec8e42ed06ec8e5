import { LitElement, nothing } from "lit"
import { property } from "lit/decorators.js"
import type { Session } from "../session.js"

/** A page answers one question from the session. It is drawn again whenever the session changes. */
export abstract class PageElement extends LitElement {
  @property({ attribute: false }) session!: Session
  private watched: Session | undefined

  override connectedCallback(): void {
    if (this.session && this.watched !== this.session) {
      this.watched = this.session
      this.session.watch(this)
    }
    super.connectedCallback()
  }

  override render(): unknown {
    return this.session ? this.renderPage() : nothing
  }

  protected abstract renderPage(): unknown

  /** The keys j and k: the next feature or row, where the page has one. */
  step(_by: 1 | -1): void {}

  /** The key /: the field that searches, where the page has one. */
  search(): void {
    this.renderRoot.querySelector<HTMLInputElement>("input[type=search]")?.focus()
  }

  /** What the page remembers under a key of its own. */
  protected option(key: string): string | number | boolean | undefined {
    return this.session.view.options[key]
  }
}
