/**
 * What is compared with whom. `bar` is the ratio (the peer's time / ours) that must be reached. A peer may get fewer
 * rows than we do, where its time grows with the rows: times are a row's. WOODELF builds tables, so it gets them all.
 */
const xgboost32 = (rows, bar) => ({ peer: "xgboost", rows, bar })
const xgboost34 = (rows, bar) => ({ peer: "xgboost", environment: "xgboost34", rows, bar })
const lightgbm = (rows, bar) => ({ peer: "lightgbm", rows, bar })
const shap = (rows, bar) => ({ peer: "shap", rows, bar })
const woodelf = (rows, bar) => ({ peer: "woodelf", rows, bar })
/** Takes neither way at a missing cell, so its values are not to be compared with. */
const fasttreeshap = (rows) => ({
  peer: "fasttreeshap",
  environment: "fasttreeshap",
  rows,
  wrong: true,
  optional: true,
})

export const cases = [
  { workload: "xgb6", rows: 40_000, peers: [xgboost32(1000, 120), xgboost34(4000, 30), woodelf(40_000, 12)] },
  { workload: "xgb6", rows: 4000, peers: [xgboost32(1000, 60), xgboost34(4000, 15), woodelf(4000, 20)] },
  { workload: "xgb8", rows: 40_000, peers: [xgboost32(500, 120), xgboost34(2000, 20), woodelf(40_000, 10)] },
  { workload: "xgb10", rows: 4000, peers: [xgboost32(500, 40), xgboost34(4000, 6)] },
  {
    workload: "lgb31",
    rows: 40_000,
    peers: [shap(1000, 65), lightgbm(1000, 70), woodelf(40_000, 6), fasttreeshap(4000)],
  },
  { workload: "lgb255", rows: 4000, peers: [shap(250, 30), lightgbm(250, 35)] },
  { workload: "forest", rows: 200, peers: [{ ...shap(40, 15), goal: 25 }] },
  { name: "one row", workload: "xgb6", rows: 1, warm: true, peers: [xgboost32(1, 4), xgboost34(1, 1.5)] },
  { name: "one row", workload: "lgb31", rows: 1, warm: true, peers: [lightgbm(1, 4)] },
  {
    name: "interventional",
    workload: "lgb31",
    task: "interventional",
    rows: 1000,
    // We are held against the definition; how far each peer is from it stands beside.
    peers: [shap(20, 500), woodelf(1000, 30)],
  },
  {
    name: "interactions",
    workload: "xgb6",
    task: "interactions",
    rows: 4000,
    peers: [xgboost32(20, 1000), xgboost34(500, 8), woodelf(4000, 8)],
  },
]

/** Rows of background that the interventional case averages over, and where in the data they start (as in run.py). */
export const background = { start: 20_000, rows: 1000 }

export const titles = {
  xgb6: "XGBoost, 500 trees of depth 6",
  xgb8: "XGBoost, 300 trees of depth 8",
  xgb10: "XGBoost, 100 trees of depth 10",
  lgb31: "LightGBM, 500 trees of 31 leaves",
  lgb255: "LightGBM, 200 trees of 255 leaves",
  forest: "scikit-learn, 100 trees of 1,280 leaves",
  scale: "XGBoost, 100 trees of depth 6, 127 features",
}
