import { buffersOf } from "./buffers.js"

/**
 * A service whose results hand their memory over instead of copying it: nothing that a service returns is used again
 * where it was made.
 * @param transfer marks what a result hands over, as Comlink's.
 */
export function handingOver<Service extends object>(
  service: Service,
  transfer: <Result>(result: Result, buffers: ArrayBuffer[]) => Result,
): Service {
  return new Proxy(service, {
    get(target, name) {
      const method = Reflect.get(target, name)
      if (typeof method !== "function") return method
      return async (...args: unknown[]) => {
        const result = await Reflect.apply(method, target, args)
        const buffers = buffersOf(result)
        return buffers.length > 0 ? transfer(result, buffers) : result
      }
    },
  })
}
