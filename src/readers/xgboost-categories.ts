import type { Fields } from "./fields.js"

const LOST = "\uFFFD"

/**
 * The categories of each feature as XGBoost 3.1 and newer keep them in `cats`: text as offsets into UTF-8 bytes,
 * numbers as they are. Undefined for features without.
 */
export function xgboostCategories(model: Fields, features: number): (string[] | undefined)[] {
  if (!model.has("cats")) return new Array(features).fill(undefined)
  const encodings = model.object("cats").objects("enc")
  return Array.from({ length: features }, (_, j) => {
    const encoding = encodings[j]
    if (!encoding) return undefined
    const categories = encoding.has("offsets") ? texts(encoding) : [...encoding.numbers("values")].map(String)
    return categories.length > 0 ? categories : undefined
  })
}

/**
 * XGBoost 3.1 and 3.2 count characters where they mean bytes: with names outside ASCII the bytes are cut short. Then
 * offsets are taken as characters, and a name that was lost is U+FFFD.
 */
function texts(encoding: Fields): string[] {
  const offsets = encoding.numbers("offsets")
  const bytes = Uint8Array.from(encoding.numbers("values"), (byte) => byte & 0xff)
  const decoder = new TextDecoder()
  const names = Array.from(offsets.subarray(1), (end, i) => decoder.decode(bytes.subarray(offsets[i], end)))
  if (!names.some((name) => name.includes(LOST))) return names
  const characters = [...decoder.decode(bytes)]
  return Array.from(offsets.subarray(1), (end, i) => {
    const name = characters.slice(offsets[i], end).join("")
    return end > characters.length || name.includes(LOST) ? LOST : name
  })
}
