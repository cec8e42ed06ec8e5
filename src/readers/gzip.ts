import { ungzip } from "pako"
import { Refusal } from "./table-errors.js"

/** Unpacks a gzip file of one or several members. Length and checksum of each are checked. */
export function gunzip(bytes: Uint8Array): Uint8Array {
  try {
    return ungzip(bytes)
  } catch (error) {
    const said = (error as Error).message
    // zlib's word for input that ends too early
    if (said === "buffer error") throw new Refusal("the compressed data end too early: the file is cut short")
    throw new Refusal(`the compressed data are damaged (${said})`)
  }
}
