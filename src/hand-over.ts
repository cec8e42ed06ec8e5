import { buffersOf } from "./buffers.js"

const free = new WeakMap<object, unknown>()

/**
 * Marks what nobody uses again in this thread: given to another one, its memory goes over instead of being copied.
 * @param part what of it is given away, where others still use the rest.
 */
export function handOver<Value extends object>(value: Value, part: unknown = value): Value {
  free.set(value, part)
  return value
}

/**
 * A service in another thread that takes over the memory of arguments that `handOver` marked.
 * @param transfer marks what an argument hands over, as Comlink's.
 */
export function takingOver<Service extends object>(
  service: Service,
  transfer: <Value>(value: Value, buffers: ArrayBuffer[]) => Value,
): Service {
  const marked = (value: unknown): unknown =>
    typeof value === "object" && value !== null && free.has(value) ? transfer(value, buffersOf(free.get(value))) : value
  return new Proxy(service, {
    get(target, name) {
      const method = Reflect.get(target, name) as (...args: unknown[]) => unknown
      return (...args: unknown[]) => method(...args.map(marked))
    },
  })
}
