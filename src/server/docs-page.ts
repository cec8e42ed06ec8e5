import { jsonSchema } from "../results/request-schema.js"
import { type Json, plainPath, queryParameters } from "./openapi.js"
import type { Documented } from "./route.js"

const style = `body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color-scheme: light dark }
code, pre { font-family: ui-monospace, monospace; font-size: .9em } pre { overflow: auto; padding: .5rem; border: 1px solid #8884 }
table { border-collapse: collapse } th, td { text-align: left; padding: .2rem .8rem .2rem 0; vertical-align: top }
h2 { margin-top: 2.5rem; font-size: 1.1rem }`

/** The API for people to read: one page without scripts, made from the same schemas. */
export function docsPage(routes: readonly Documented[], url: string): string {
  const sections = routes.map((route) => sectionOf(route, url)).join("\n")
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Leafwise: HTTP API</title>
<style>${style}</style>
<h1>Leafwise: HTTP API</h1>
<p>Every answer is JSON unless it says otherwise, and errors are <code>{ "error": ..., "cure": ... }</code>. Bodies are
JSON with <code>Content-Type: application/json</code>. <a href="openapi.json">openapi.json</a> has the same for programs.
<a href="./">The playground</a> is beside it.</p>
${sections}
</html>
`
}

function sectionOf(route: Documented, url: string): string {
  const { method, path, summary, query, body, form, streams, refusals } = route
  const parameters = queryParameters(query).map((each) =>
    rowOf(each.name, each.schema, each.required, each.description),
  )
  const fields = body ? fieldsOf(jsonSchema(body, "input")) : []
  const accepts = streams
    ? "<p>With <code>Accept: application/x-ndjson</code> or <code>text/event-stream</code> progress is sent, too.</p>"
    : ""
  const statuses = Object.entries(refusals).map(([status, when]) => `<li><code>${status}</code> ${escaped(when)}</li>`)
  return `<h2><code>${method} ${escaped(plainPath(path))}</code></h2>
<p>${escaped(summary)}</p>
${tableOf("Query", parameters)}${tableOf(form ? "Body (JSON, or a form with files)" : "Body (JSON)", fields)}${accepts}
${statuses.length > 0 ? `<ul>${statuses.join("")}</ul>` : ""}
<pre>${escaped(exampleOf(route, url))}</pre>`
}

function fieldsOf(schema: Json): string[] {
  const { properties = {}, required = [] } = schema as { properties?: Record<string, Json>; required?: string[] }
  return Object.entries(properties).map(([name, field]) =>
    rowOf(name, field, required.includes(name), field.description),
  )
}

function rowOf(name: unknown, schema: unknown, required: unknown, description: unknown = ""): string {
  const { type, enum: choices, default: byDefault } = schema as { type?: string; enum?: string[]; default?: unknown }
  const kind = choices?.join(" | ") ?? type ?? ""
  const rest = byDefault === undefined ? "" : ` (default: ${String(byDefault)})`
  const cells = [
    `<code>${escaped(name)}</code>`,
    escaped(kind),
    required ? "required" : "",
    escaped(description) + escaped(rest),
  ]
  return `<tr><td>${cells.join("</td><td>")}</td></tr>`
}

function tableOf(title: string, rows: readonly string[]): string {
  if (rows.length === 0) return ""
  return `<table><caption style="text-align:left">${escaped(title)}</caption>${rows.join("")}</table>`
}

function exampleOf({ method, path, body }: Documented, url: string): string {
  const place = plainPath(path).replaceAll(/\{(\w+)\}/g, (_, name: string) => name.toUpperCase())
  if (path === "/models/rank") return `curl -X POST "${url}${place}?experiment_name=NAME&metric=avg_test_r2&top_n=10"`
  if (!body) return method === "GET" ? `curl "${url}${place}"` : `curl -X ${method} "${url}${place}"`
  const sent = `{"model": "model.txt", "data": "test.feather", "target": "y"}`
  return `curl -X POST "${url}${place}" -H "Content-Type: application/json" -d '${sent}'`
}

function escaped(value: unknown): string {
  const names: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  }
  return String(value).replaceAll(/[&<>"']/g, (sign) => names[sign]!)
}
