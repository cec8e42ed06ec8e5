import page from "../page.css?inline"

/** The page's colours by their names, as they are on a light ground. */
const colors: ReadonlyMap<string, string> = new Map(
  [...(/:root\s*\{([^}]*)\}/.exec(page)?.[1] ?? "").matchAll(/(--[\w-]+):\s*([^;]+);/g)].map(
    ([, name = "", value = ""]) => [name, /^light-dark\(\s*([^,]+),/.exec(value)?.[1] ?? value],
  ),
)

/** `var(--name)` and mixtures of two colours as colours that need no page. */
export function resolveColors(text: string): string {
  return text
    .replace(/var\((--[\w-]+)\)/g, (whole, name: string) => colors.get(name) ?? whole)
    .replace(/color-mix\(in srgb, (#\w+) (\d+)%, (#\w+)\)/g, (_, a: string, share: string, b: string) =>
      mixed(a, b, Number(share) / 100),
    )
}

function mixed(a: string, b: string, share: number): string {
  const [one, other] = [channels(a), channels(b)]
  return `#${one.map((value, i) => hex(value * share + other[i]! * (1 - share))).join("")}`
}

function channels(color: string): number[] {
  const long = color.length === 4 ? color.replace(/[^#]/g, "$&$&") : color
  return [1, 3, 5].map((at) => Number.parseInt(long.slice(at, at + 2), 16))
}

function hex(value: number): string {
  return Math.round(value).toString(16).padStart(2, "0")
}
