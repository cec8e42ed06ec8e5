import type { FastifyRequest } from "fastify"
import { ApiError } from "./api-error.js"

/** A file by its content. */
export interface SentFile {
  readonly name: string
  readonly bytes: Uint8Array
}

/** A form's fields, in which a file stands by its name, and the files. */
export interface SentForm {
  readonly fields: Readonly<Record<string, unknown>>
  readonly files: ReadonlyMap<string, SentFile>
}

/**
 * The form of a request; undefined for a request of another type. A form has texts only.
 * @param numbers fields that are numbers in JSON.
 * @throws ApiError 400 for a form that is broken.
 */
export async function sentForm(
  { headers, body }: Pick<FastifyRequest, "headers" | "body">,
  numbers: ReadonlySet<string>,
): Promise<SentForm | undefined> {
  const type = headers["content-type"] ?? ""
  if (!/^multipart\/form-data\b/i.test(type) || !Buffer.isBuffer(body)) return undefined
  const form = await new Response(new Uint8Array(body), { headers: { "content-type": type } })
    .formData()
    .catch((cause: Error) => {
      const cure = "Send a form as browsers and curl -F do."
      throw new ApiError(400, `got a form that cannot be read: ${cause.message}`, cure)
    })
  const files = new Map<string, SentFile>()
  const fields = new Map<string, unknown[]>()
  for (const [field, value] of form) {
    if (typeof value !== "string") {
      files.set(field, { name: value.name, bytes: new Uint8Array(await value.arrayBuffer()) })
    }
    const given =
      typeof value !== "string" ? value.name : numbers.has(field) && value.trim() !== "" ? Number(value) : value
    fields.set(field, [...(fields.get(field) ?? []), given])
  }
  const single = [...fields].map(([field, values]) => [field, values.length === 1 ? values[0] : values])
  return { fields: Object.fromEntries(single), files }
}
