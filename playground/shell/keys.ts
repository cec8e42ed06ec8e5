import { keep, kept } from "../theme.js"

/** What single keys do. `g` waits for the letter of a page. */
export interface KeyActions {
  help(): void
  goTo(letter: string): boolean
  search(): void
  step(by: 1 | -1): void
  tables(): void
  escape(): void
  undo(): void
  redo(): void
}

/** How long `g` waits for its letter, in milliseconds. */
const WAIT_MS = 3000

/** Whether keys without Ctrl, Alt or Cmd do something (WCAG 2.1.4: they can be turned off). */
export function singleKeys(): boolean {
  return kept("keys") !== "off"
}

export function setSingleKeys(on: boolean): void {
  keep("keys", on ? "on" : "off")
}

/** Listens to the keyboard for as long as the page lives. Keys that are typed into a field are the field's. */
export function listenToKeys(actions: KeyActions): void {
  let waitsUntil = 0
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || isTyping(event)) return
    if (event.ctrlKey || event.metaKey || event.altKey) return withModifier(event, actions)
    if (event.key === "Escape") return actions.escape()
    if (!singleKeys()) return
    if (performance.now() < waitsUntil) {
      waitsUntil = 0
      if (actions.goTo(event.key)) event.preventDefault()
      return
    }
    if (event.key === "g") waitsUntil = performance.now() + WAIT_MS
    else if (act(event.key, actions)) event.preventDefault()
  })
}

function withModifier(event: KeyboardEvent, actions: KeyActions): void {
  if (event.altKey || !(event.ctrlKey || event.metaKey)) return
  const key = event.key.toLowerCase()
  if (key !== "z" && key !== "y") return
  event.preventDefault()
  if (key === "y" || event.shiftKey) actions.redo()
  else actions.undo()
}

function act(key: string, actions: KeyActions): boolean {
  if (key === "?") actions.help()
  else if (key === "/") actions.search()
  else if (key === "j") actions.step(1)
  else if (key === "k") actions.step(-1)
  else if (key === "t") actions.tables()
  else return false
  return true
}

function isTyping(event: KeyboardEvent): boolean {
  const [target] = event.composedPath()
  if (!(target instanceof HTMLElement)) return false
  const field = target instanceof HTMLInputElement && !/^(checkbox|radio|range|button)$/.test(target.type)
  const inDialog = event.composedPath().some((each) => each instanceof HTMLDialogElement)
  return field || inDialog || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
}
