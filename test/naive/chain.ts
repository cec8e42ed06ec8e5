import type { Tree } from "../../src/data/tree.js"

/** A tree that goes one level deeper with every right child. */
export function chain(leaves: number, features: number): Tree {
  const nodes = 2 * leaves - 1
  const inner = (node: number) => node % 2 === 0 && node < nodes - 1
  const ids = Array.from({ length: nodes }, (_, node) => node)
  return {
    output: 0,
    width: 1,
    features: ids.map((node) => (node / 2) % features),
    thresholds: ids.map((node) => -4 + (8 * node) / nodes),
    rules: ids.map(() => 8),
    left: ids.map((node) => (inner(node) ? node + 1 : -1)),
    right: ids.map((node) => (inner(node) ? node + 2 : -1)),
    covers: ids.map(
      (node) => 1e6 * (inner(node) || node === nodes - 1 ? 0.9 ** (node / 2) : 0.9 ** ((node - 1) / 2) * 0.1),
    ),
    gains: ids.map(() => 0),
    values: ids.map((node) => Math.sin(node)),
  }
}
