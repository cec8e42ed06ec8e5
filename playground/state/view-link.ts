import { firstView, type PageId, pageIds, type ViewState } from "./view-state.js"

/** A link's state is at most so long. */
export const LONGEST = 2048

/** The hash of a view: `v` is the page, `s` the rest, deflated and in base64 (the URL's alphabet). */
export async function hashOf({ page, ...rest }: ViewState): Promise<string> {
  const text = JSON.stringify(rest)
  const empty = JSON.stringify({ output: 0, options: {} })
  if (text === empty) return `#v=${page}`
  const state = toBase64(await through(new TextEncoder().encode(text), new CompressionStream("deflate-raw")))
  return `#v=${page}&s=${state}`
}

/** The view of a hash; undefined when it holds none or cannot be read. */
export async function viewOf(hash: string): Promise<ViewState | undefined> {
  const keys = new URLSearchParams(hash.replace(/^#/, ""))
  const page = pageNamed(keys.get("v"))
  if (!page) return undefined
  const state = keys.get("s")
  if (!state) return { ...firstView, page }
  try {
    const bytes = await through(fromBase64(state), new DecompressionStream("deflate-raw"))
    return checked(page, JSON.parse(new TextDecoder().decode(bytes)))
  } catch {
    return { ...firstView, page }
  }
}

/** The view of a page's name and a state from anywhere; undefined where there is no such page. */
export function checkedView(page: unknown, state: unknown): ViewState | undefined {
  const known = pageNamed(page)
  return known && checked(known, state)
}

function pageNamed(name: unknown): PageId | undefined {
  return pageIds.find((id) => id === name)
}

/** A link may come from anywhere: only what has the right type is taken. */
function checked(page: PageId, found: unknown): ViewState {
  const state = (typeof found === "object" && found !== null ? found : {}) as Record<string, unknown>
  const text = (name: string) => (typeof state[name] === "string" ? { [name]: state[name] } : {})
  const count = (name: string) =>
    Number.isSafeInteger(state[name]) && Number(state[name]) >= 0 ? { [name]: state[name] } : {}
  const options = Object.entries(typeof state.options === "object" && state.options ? state.options : {})
  const plain = options.filter(([, value]) => ["string", "number", "boolean"].includes(typeof value))
  const chosen = {
    ...text("model"),
    ...text("table"),
    ...text("feature"),
    ...text("run"),
    ...text("chart"),
    ...count("row"),
    ...count("output"),
  }
  return { ...firstView, ...chosen, page, options: Object.fromEntries(plain) }
}

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  change: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bytes])
    .stream()
    .pipeThrough(change as ReadableWritablePair<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>)
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

function toBase64(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes))
  return text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0))
}
