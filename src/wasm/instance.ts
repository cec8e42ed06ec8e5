import { base64, type Kernels } from "./binary.js"

/** The module's bytes, or a module that was compiled before, e.g. in another thread. */
export type WasmSource = BufferSource | WebAssembly.Module

let compiled: WebAssembly.Module | undefined

/** The embedded module, compiled on first use. Synchronous: it is far below the limits of browsers. */
export function compileEmbedded(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(decode(base64))
  return compiled
}

/** An instance of the kernels with a memory of its own. */
export async function instantiate(source: WasmSource = compileEmbedded()): Promise<Kernels> {
  const module = source instanceof WebAssembly.Module ? source : await WebAssembly.compile(source)
  return kernelsOf(await WebAssembly.instantiate(module))
}

/** As `instantiate`, at once. */
export function instantiateSync(): Kernels {
  return kernelsOf(new WebAssembly.Instance(compileEmbedded()))
}

function kernelsOf(instance: WebAssembly.Instance): Kernels {
  return instance.exports as unknown as Kernels
}

function decode(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i)
  return bytes
}
