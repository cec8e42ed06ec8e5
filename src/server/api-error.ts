/** What a request is refused with: `{ error, cure }`. */
export class ApiError extends Error {
  override readonly name = "ApiError"
  readonly status: number
  /** What to do about it. */
  readonly cure: string

  constructor(status: number, message: string, cure: string) {
    super(message)
    this.status = status
    this.cure = cure
  }
}
