// Few leaves have paths with as many features as the tree's longest. A tree is therefore played in two parts when that
// is cheaper: the leaves that few points suffice for, and the rest with as many points as these need. Edges above
// leaves of both parts are played twice.
import { DROPPED, Sketch, vectorsOf, WHOLE } from "./sketch"

/** Subtrees of so few decisions stay in one part: they will be looked up as a whole. */
const UNIT: i32 = 3

/** What an edge costs beside its vectors, in vectors, and what share of the cost a second part must save. */
const EDGE: i32 = 2
const WORTH: f64 = 0.06

/** The bits of `sketch.needs` that make the first part of a whole tree; WHOLE when one part is best. */
export function firstPart(sketch: Sketch): i32 {
  const most = findNeeds(sketch)
  let best = WHOLE
  let least = <f64>cost(sketch, WHOLE, most) * (1 - WORTH)
  for (let split = 1; split < most; split++) {
    const low = (1 << (split + 1)) - 1
    const both = <f64>(cost(sketch, low, split) + cost(sketch, ~low, most))
    if (both >= least) continue
    least = both
    best = low
  }
  return best
}

function needOf(sketch: Sketch, i: i32): i32 {
  return min(30, vectorsOf(sketch, sketch.distinct[i]))
}

/** Fills `sketch.needs`; returns the largest. */
function findNeeds(sketch: Sketch): i32 {
  let most = 0
  for (let i = 0; i < sketch.nodes; i++) {
    const size = sketch.sizes[i]
    if (size == DROPPED || size > UNIT) {
      sketch.needs[i] = 0
      continue
    }
    const need = unitNeed(sketch, i)
    most = max(most, need)
    const end = i + sketch.spans[i]
    for (; i < end; i++) sketch.needs[i] = sketch.sizes[i] == DROPPED ? 0 : 1 << need
    i--
  }
  for (let i = sketch.nodes - 1; i > 0; i--) {
    const parent = sketch.parents[i]
    sketch.needs[parent] |= sketch.needs[i]
  }
  return most
}

function unitNeed(sketch: Sketch, root: i32): i32 {
  let need = 0
  for (let i = root; i < root + sketch.spans[root]; i++) {
    if (sketch.sizes[i] == 0) need = max(need, needOf(sketch, i))
  }
  return need
}

function cost(sketch: Sketch, part: i32, vectors: i32): i32 {
  let edges = 0
  for (let i = 1; i < sketch.nodes; i++) if (sketch.needs[i] & part) edges++
  return edges * (vectors + EDGE)
}
