// One number a quadrature point, two in a vector register.

// The class parameter tells the compiler how many vectors there are, so that no loop is left.
@unmanaged
export class One {
  a: u8
  constructor() {}
}

@unmanaged
export class Two extends One {
  b: u8
}

@unmanaged
export class Three extends Two {
  c: u8
}

@unmanaged
export class Four extends Three {
  d: u8
}

@unmanaged
export class Five extends Four {
  e: u8
}

@unmanaged
export class Six extends Five {
  f: u8
}

@unmanaged
export class Seven extends Six {
  g: u8
}

@unmanaged
export class Eight extends Seven {
  h: u8
}

/** Numbers somewhere in memory, as many as two to a vector of `T`. */
@unmanaged
export class Lanes<T> {
  constructor() {}

  @inline private address(): usize {
    return changetype<usize>(this)
  }

  /** The next numbers after these, and those `count` further on. */
  @inline get next(): Lanes<T> {
    return changetype<Lanes<T>>(this.address() + (offsetof<T>() << 4))
  }

  @inline clear(): void {
    for (let at: usize = 0; at < offsetof<T>() << 4; at += 16) v128.store(this.address() + at, f64x2.splat(0))
  }

  /** Makes these the product of two. */
  @inline multiply(a: Lanes<T>, b: Lanes<T>): void {
    this.multiplyAt(a, b, 0)
    if (offsetof<T>() > 1) this.multiplyAt(a, b, 16)
    if (offsetof<T>() > 2) this.multiplyAt(a, b, 32)
    if (offsetof<T>() > 3) this.multiplyAt(a, b, 48)
    if (offsetof<T>() > 4) this.multiplyAt(a, b, 64)
    if (offsetof<T>() > 5) this.multiplyAt(a, b, 80)
    if (offsetof<T>() > 6) this.multiplyAt(a, b, 96)
    if (offsetof<T>() > 7) this.multiplyAt(a, b, 112)
  }

  @inline private multiplyAt(a: Lanes<T>, b: Lanes<T>, at: usize): void {
    v128.store(this.address() + at, f64x2.mul(v128.load(a.address() + at), v128.load(b.address() + at)))
  }

  /** The sum of products with others, in two halves. */
  @inline dot(other: Lanes<T>): v128 {
    let total = this.dotAt(other, 0)
    if (offsetof<T>() > 1) total = f64x2.add(total, this.dotAt(other, 16))
    if (offsetof<T>() > 2) total = f64x2.add(total, this.dotAt(other, 32))
    if (offsetof<T>() > 3) total = f64x2.add(total, this.dotAt(other, 48))
    if (offsetof<T>() > 4) total = f64x2.add(total, this.dotAt(other, 64))
    if (offsetof<T>() > 5) total = f64x2.add(total, this.dotAt(other, 80))
    if (offsetof<T>() > 6) total = f64x2.add(total, this.dotAt(other, 96))
    if (offsetof<T>() > 7) total = f64x2.add(total, this.dotAt(other, 112))
    return total
  }

  @inline private dotAt(other: Lanes<T>, at: usize): v128 {
    return f64x2.mul(v128.load(this.address() + at), v128.load(other.address() + at))
  }

  /** Adds these to the sums above; returns what an edge of such weights extracts from them. */
  @inline close(above: Lanes<T>, weights: Lanes<T>): v128 {
    let total = this.closeAt(above, weights, 0)
    if (offsetof<T>() > 1) total = f64x2.add(total, this.closeAt(above, weights, 16))
    if (offsetof<T>() > 2) total = f64x2.add(total, this.closeAt(above, weights, 32))
    if (offsetof<T>() > 3) total = f64x2.add(total, this.closeAt(above, weights, 48))
    if (offsetof<T>() > 4) total = f64x2.add(total, this.closeAt(above, weights, 64))
    if (offsetof<T>() > 5) total = f64x2.add(total, this.closeAt(above, weights, 80))
    if (offsetof<T>() > 6) total = f64x2.add(total, this.closeAt(above, weights, 96))
    if (offsetof<T>() > 7) total = f64x2.add(total, this.closeAt(above, weights, 112))
    return total
  }

  @inline private closeAt(above: Lanes<T>, weights: Lanes<T>, at: usize): v128 {
    return this.addAt(above, weights, v128.load(this.address() + at), at)
  }

  /** As `close`, of these times the answer of a group. */
  @inline answer(group: Lanes<T>, above: Lanes<T>, weights: Lanes<T>): v128 {
    let total = this.answerAt(group, above, weights, 0)
    if (offsetof<T>() > 1) total = f64x2.add(total, this.answerAt(group, above, weights, 16))
    if (offsetof<T>() > 2) total = f64x2.add(total, this.answerAt(group, above, weights, 32))
    if (offsetof<T>() > 3) total = f64x2.add(total, this.answerAt(group, above, weights, 48))
    if (offsetof<T>() > 4) total = f64x2.add(total, this.answerAt(group, above, weights, 64))
    if (offsetof<T>() > 5) total = f64x2.add(total, this.answerAt(group, above, weights, 80))
    if (offsetof<T>() > 6) total = f64x2.add(total, this.answerAt(group, above, weights, 96))
    if (offsetof<T>() > 7) total = f64x2.add(total, this.answerAt(group, above, weights, 112))
    return total
  }

  @inline private answerAt(group: Lanes<T>, above: Lanes<T>, weights: Lanes<T>, at: usize): v128 {
    return this.addAt(above, weights, this.dotAt(group, at), at)
  }

  /** As `close`, of the product of these, of an edge's factors and of a leaf's value. */
  @inline leaf(factors: Lanes<T>, value: v128, above: Lanes<T>, weights: Lanes<T>): v128 {
    let total = this.leafAt(factors, value, above, weights, 0)
    if (offsetof<T>() > 1) total = f64x2.add(total, this.leafAt(factors, value, above, weights, 16))
    if (offsetof<T>() > 2) total = f64x2.add(total, this.leafAt(factors, value, above, weights, 32))
    if (offsetof<T>() > 3) total = f64x2.add(total, this.leafAt(factors, value, above, weights, 48))
    if (offsetof<T>() > 4) total = f64x2.add(total, this.leafAt(factors, value, above, weights, 64))
    if (offsetof<T>() > 5) total = f64x2.add(total, this.leafAt(factors, value, above, weights, 80))
    if (offsetof<T>() > 6) total = f64x2.add(total, this.leafAt(factors, value, above, weights, 96))
    if (offsetof<T>() > 7) total = f64x2.add(total, this.leafAt(factors, value, above, weights, 112))
    return total
  }

  @inline private leafAt(factors: Lanes<T>, value: v128, above: Lanes<T>, weights: Lanes<T>, at: usize): v128 {
    return this.addAt(above, weights, f64x2.mul(this.dotAt(factors, at), value), at)
  }

  @inline private addAt(above: Lanes<T>, weights: Lanes<T>, sum: v128, at: usize): v128 {
    const to = above.address() + at
    v128.store(to, f64x2.add(v128.load(to), sum))
    return f64x2.mul(sum, v128.load(weights.address() + at))
  }
}
