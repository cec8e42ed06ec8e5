import { errorSchema } from "../results/api-answers.js"
import { jsonSchema, type Schema } from "../results/request-schema.js"
import { version } from "../version.js"
import type { Documented } from "./route.js"
import { WRITTEN } from "./writes.js"

/** A part of an OpenAPI document. */
export type Json = { readonly [key: string]: unknown }

const errorAnswer = { "application/json": { schema: jsonSchema(errorSchema, "output") } }

/** The API as OpenAPI 3.1, made from the schemas that requests are checked with. */
export function openApi(routes: readonly Documented[], url: string): Json {
  const paths: Record<string, Record<string, Json>> = {}
  for (const route of routes) {
    const path = plainPath(route.path)
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) }
  }
  const description =
    "Explains tree models and ranks MLflow runs on this machine. Errors are JSON: what went wrong, and what to do."
  return {
    openapi: "3.1.0",
    info: { title: "Leafwise", version, description },
    servers: [{ url }],
    paths,
    components: { securitySchemes: { token: { type: "http", scheme: "bearer" } } },
  }
}

/** `{*path}` is Leafwise's own for a parameter with slashes. */
export function plainPath(path: string): string {
  return path.replace("{*", "{")
}

function operation({ method, path, summary, query, body, form, answer, streams, refusals }: Documented): Json {
  return {
    summary,
    ...(method === "POST" && { security: [{}, { token: [] }] }),
    parameters: [...pathParameters(path), ...queryParameters(query)],
    ...(body && { requestBody: { required: true, content: bodyContent(body, form) } }),
    responses: {
      200: {
        description: "done",
        ...(method === "POST" && !streams && { headers: writtenHeader }),
        content: answerContent(answer, streams),
      },
      ...Object.fromEntries(
        Object.entries(refusals).map(([status, when]) => [status, { description: when, content: errorAnswer }]),
      ),
    },
  }
}

const writtenHeader = {
  [WRITTEN]: { description: "whether the answer was also written down", schema: { enum: ["true", "false"] } },
}

function pathParameters(path: string): Json[] {
  return [...path.matchAll(/\{\*?(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }))
}

/** The parameters of a query, from the properties of its schema. */
export function queryParameters(query: Schema<unknown>): Json[] {
  const { properties = {}, required = [] } = jsonSchema(query, "input") as {
    properties?: Record<string, Json>
    required?: string[]
  }
  return Object.entries(properties).map(([name, { description, byDefault, ...schema }]) => ({
    name,
    in: "query",
    required: required.includes(name),
    ...(description !== undefined && { description }),
    schema: { ...schema, ...(byDefault !== undefined && { default: byDefault }) },
  }))
}

function bodyContent(body: Schema<unknown>, form = false): Json {
  const schema = jsonSchema(body, "input")
  return { "application/json": { schema }, ...(form && { "multipart/form-data": { schema } }) }
}

function answerContent(answer: Schema<unknown> | undefined, streams = false): Json {
  if (!answer) return { "application/octet-stream": {} }
  const schema = jsonSchema(answer, "output")
  const lines = { description: "a line of progress now and then, and last the result or the error" }
  const parts = { "application/x-ndjson": { schema: lines }, "text/event-stream": { schema: lines } }
  return { "application/json": { schema }, ...(streams && parts) }
}
