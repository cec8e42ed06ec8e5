import { createHash } from "node:crypto"

/** The MD5 of a text in UTF-8 as 32 hexadecimal digits: a name, no protection. */
export function md5(text: string): string {
  return createHash("md5").update(text, "utf8").digest("hex")
}
