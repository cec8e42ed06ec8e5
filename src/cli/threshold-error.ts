/** A result that is there, and worse than what `--fail-on` allows: exit code 3. */
export class ThresholdError extends Error {}
