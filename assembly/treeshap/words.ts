// Rows' bits on the features of a path, in a word.

/** Distinct features on a path that a word can tell apart. */
export const WORD_BITS: i32 = 64

/** An odd number of well mixed bits, for hash tables of words: the golden ratio's. */
export const MIX: u64 = ((<u64>0x9e3779b9) << 32) | 0x7f4a7c15

/** Index bits of a table: indices are 16 bits wide. */
export const MOST_BITS: i32 = 16
