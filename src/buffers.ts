/** The memory behind every typed array in a plain value, each buffer once: what a message can hand over. */
export function buffersOf(value: unknown): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>()
  collect(value, buffers)
  return [...buffers]
}

function collect(value: unknown, buffers: Set<ArrayBuffer>): void {
  if (value instanceof ArrayBuffer) buffers.add(value)
  else if (ArrayBuffer.isView(value)) collect(value.buffer, buffers)
  else if (Array.isArray(value)) for (const item of value) collect(item, buffers)
  else if (isPlain(value)) for (const item of Object.values(value)) collect(item, buffers)
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype
}
