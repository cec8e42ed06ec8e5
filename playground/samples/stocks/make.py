"""Makes the sample "made-up stocks": monthly ranks of 120 names over five years, an XGBoost model and its test rows.

Nothing in it is real. Run with numpy, pandas, pyarrow and xgboost: python make.py
"""

import numpy as np
import pandas as pd
import xgboost as xgb

rng = np.random.default_rng(7)
months = pd.date_range("2019-01-31", periods=60, freq="ME")
names = [f"S{i:03d}" for i in range(120)]
sectors = np.array(["Energy", "Health", "Industry", "Retail", "Tech", "Utilities"])
sector_of = rng.integers(0, len(sectors), len(names))

rows = []
quality = rng.normal(size=len(names))
for month in months:
    value = 0.8 * quality + rng.normal(size=len(names))
    momentum = rng.normal(size=len(names))
    volatility = np.exp(rng.normal(-1.6, 0.35, len(names)))
    size = rng.normal(9, 1.4, len(names))
    reversal = rng.normal(size=len(names))
    spread = np.abs(rng.normal(0.0015, 0.0008, len(names)))
    revision = np.where(rng.random(len(names)) < 0.18, np.nan, rng.normal(size=len(names)))
    seasonal = 1 if month < pd.Timestamp("2022-06-01") else -0.4
    signal = 0.012 * seasonal * momentum * (volatility < 0.25) + 0.009 * np.tanh(value) - 0.006 * reversal
    signal += 0.008 * np.nan_to_num(revision) + 0.004 * (sector_of == 4)
    forward = signal + rng.normal(0, 0.05, len(names))
    rows.append(
        pd.DataFrame(
            {
                "date": month,
                "ticker": names,
                "sector": sectors[sector_of],
                "value": value,
                "momentum_12m": momentum,
                "volatility": volatility,
                "log_size": size,
                "reversal_1m": reversal,
                "bid_ask_spread": spread,
                "revision_3m": revision,
                "noise": rng.random(len(names)),
                "target": forward,
            }
        )
    )
frame = pd.concat(rows, ignore_index=True)
features = [*frame.columns[3:-1]]
train, test = frame[frame.date < "2022-12-31"], frame[frame.date >= "2023-01-31"].copy()
model = xgb.XGBRegressor(n_estimators=120, max_depth=4, learning_rate=0.05, subsample=0.8, random_state=7, tree_method="hist")
model.fit(train[features], train.target)
test["prediction"] = model.predict(test[features])
model.save_model("model.ubj")
for name in [*features, "target", "prediction"]:
    test[name] = test[name].astype("float32")
test["sector"] = test["sector"].astype("category")
test.reset_index(drop=True).to_parquet("months-2023.parquet", compression="snappy", index=False)
