import { css } from "lit"

/** A row of labelled choices that wraps. */
export const barStyles = css`
  .bar {
    display: flex;
    gap: 8px 16px;
    flex-wrap: wrap;
    align-items: center;
  }
  .bar label {
    display: flex;
    gap: 6px;
    align-items: center;
    color: var(--quiet);
    min-width: 0;
  }
`
