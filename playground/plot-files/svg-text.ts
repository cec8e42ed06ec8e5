import { resolveColors } from "./colors.js"
import type { Template } from "./templates.js"

/** Where in the markup a value is put in. */
type Place = "text" | "tag" | '"' | "'"

/** A template as markup. Values are text: what looks like markup in a name stays a name. */
export function svgText(template: unknown): string {
  if (template === null || template === undefined) return ""
  if (Array.isArray(template)) return template.map(svgText).join("")
  if (!isTemplate(template)) return escaped(String(template))
  const { strings, values } = template
  let place: Place = "text"
  return strings
    .map((part, i) => {
      place = placeAfter(part, place)
      // What is written in the source may name colours of the page; what comes from data may not.
      const fixed = resolveColors(part.replace(/\s+/g, " "))
      if (i === values.length) return fixed
      return fixed + (place === "text" ? svgText(values[i]) : attribute(values[i], part, place))
    })
    .join("")
}

function isTemplate(value: unknown): value is Template {
  return typeof value === "object" && value !== null && "strings" in value && "values" in value
}

function attribute(value: unknown, before: string, place: Place): string {
  const color = /(fill|stroke|style)=["']?$/.test(before)
  const text = escaped(color ? resolveColors(String(value)) : String(value))
  return place === "tag" ? `"${text}"` : text
}

function placeAfter(part: string, from: Place): Place {
  let place = from
  for (const letter of part) {
    if (place === "text") place = letter === "<" ? "tag" : "text"
    else if (place !== "tag") place = letter === place ? "tag" : place
    else if (letter === ">") place = "text"
    else if (letter === '"' || letter === "'") place = letter
  }
  return place
}

/** Text for XML: no markup, and no characters that XML forbids. */
export function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
}
