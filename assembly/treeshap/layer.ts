// What laying trees needs: the tree's sketch, scratch for groups, and where the next of each thing goes.
import { I32s, release, reserve, U8s } from "../memory"
import { Bench, GROUP_NODES } from "./groups"
import { Extent, Members } from "./roles"
import { createSketch, releaseSketch, Sketch } from "./sketch"
import { Plan, Tape } from "./tape"
import { Quadrature } from "./vectors"

/** What laying trees needs. */
@unmanaged
export class Layer {
  tape: Tape
  sketch: Sketch
  members: Members
  extent: Extent
  bench: Bench
  quadrature: Quadrature
  /** Where the next of each goes. */
  plan: Plan
  operation: usize
  decision: usize
  upperLink: usize
  flagLink: usize
  group: usize
  vectors: usize
  slot: i32
  state: i32
  constructor() {}
}

export function createLayer(tape: Tape): Layer {
  const layer = changetype<Layer>(reserve(offsetof<Layer>()))
  layer.tape = tape
  layer.sketch = createSketch(tape)
  layer.members = changetype<Members>(reserve(offsetof<Members>()))
  layer.members.featureList = changetype<I32s>(reserve(64))
  layer.members.aboveList = changetype<I32s>(reserve(64))
  layer.extent = changetype<Extent>(reserve(offsetof<Extent>()))
  layer.bench = changetype<Bench>(reserve(offsetof<Bench>()))
  const lists = reserve(<usize>(GROUP_NODES * 21))
  const words = <usize>(GROUP_NODES << 2)
  layer.bench.ids = changetype<I32s>(lists)
  layer.bench.parents = changetype<I32s>(lists + words)
  layer.bench.places = changetype<I32s>(lists + words * 2)
  layer.bench.bits = changetype<I32s>(lists + words * 3)
  layer.bench.earlier = changetype<I32s>(lists + words * 4)
  layer.bench.states = changetype<U8s>(lists + words * 5)
  return layer
}

export function releaseLayer(layer: Layer): void {
  releaseSketch(layer.sketch)
  release(changetype<usize>(layer.members.featureList))
  release(changetype<usize>(layer.members.aboveList))
  release(changetype<usize>(layer.members))
  release(changetype<usize>(layer.extent))
  release(changetype<usize>(layer.bench.ids))
  release(changetype<usize>(layer.bench))
  release(changetype<usize>(layer))
}
