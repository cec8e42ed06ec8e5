"""Builds the stores that the user's five documents describe, small, with the real MLflow 2.9.2.

    python make_requirement_stores.py OUT

OUT gets a folder a document, as the document's author would have it on disk:

    001/mlruns                     50 trials of wf_xgboost_AAPL_f150_tr3m_te1m, a champion in the registry
    002/mlruns/mlflow.db           two experiments, six runs; artifacts in mlruns/1/...; notebooks/mlruns/mlflow.db is the legacy copy
    003/mlruns                     cross-validation runs with nested folds
    004/mlruns                     the anomaly detection project: six experiments, tags, registry

Times and ids come from seeds, so that two runs of this script give the same stores. Needs mlflow==2.9.2, "sqlalchemy<2.1",
"setuptools<81". The result is stores.tar.gz beside this script, with OUT called `requirements` in it
"""

import itertools
import json
import os
import random
import shutil
import struct
import sys
import uuid
import zlib
from pathlib import Path

os.environ["GIT_PYTHON_REFRESH"] = "quiet"
ids = random.Random(20251207)
uuid.uuid4 = lambda: uuid.UUID(int=ids.getrandbits(128), version=4)

import mlflow.store.model_registry.file_store
import mlflow.store.model_registry.sqlalchemy_store
import mlflow.store.tracking.file_store
import mlflow.store.tracking.sqlalchemy_store
from mlflow.entities import Metric, Param, RunTag
from mlflow.tracking import MlflowClient

START = 1_764_500_000_000
ticks = itertools.count(START - 1_000_000, 1000)
for module in (
    mlflow.store.tracking.file_store,
    mlflow.store.tracking.sqlalchemy_store,
    mlflow.store.model_registry.file_store,
    mlflow.store.model_registry.sqlalchemy_store,
):
    if hasattr(module, "get_current_time_millis"):
        module.get_current_time_millis = lambda: next(ticks)


def add_run(client, experiment, name, *, params=(), metrics=(), histories=(), tags=(), status="FINISHED", start, parent=None, minutes=5):
    """One run. `histories` has lists of values by key, logged at steps 0, 1, ..."""
    tags = {"mlflow.user": "analyst", "mlflow.source.name": "train.py", **dict(tags)}
    if parent:
        tags["mlflow.parentRunId"] = parent
    run = client.create_run(experiment, start_time=start, run_name=name, tags=tags).info.run_id
    points = [Metric(key, value, start + 1000, 0) for key, value in dict(metrics).items()]
    for key, values in dict(histories).items():
        points += [Metric(key, value, start + 1000 * (step + 1), step) for step, value in enumerate(values)]
    client.log_batch(run, metrics=points, params=[Param(key, str(value)) for key, value in dict(params).items()])
    if status != "RUNNING":
        client.set_terminated(run, status, end_time=start + minutes * 60_000)
    return run


def log_bytes(client, run, path, data):
    """An artifact from bytes."""
    folder = Path(OUT) / "scratch"
    folder.mkdir(exist_ok=True)
    file = folder / Path(path).name
    file.write_bytes(data)
    client.log_artifact(run, str(file), str(Path(path).parent) if "/" in path else None)
    file.unlink()


def png():
    """The smallest picture: one grey pixel."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\x80")) + chunk(b"IEND", b"")


def visibility(folder):
    """001: hyperparameter trials of one walk-forward experiment."""
    client = MlflowClient((folder / "mlruns").as_uri())
    dice = random.Random(1)
    experiment = client.create_experiment("wf_xgboost_AAPL_f150_tr3m_te1m")
    trials = []
    for trial in range(50):
        depth, rate = dice.choice([3, 4, 5, 6, 8]), dice.choice([0.01, 0.03, 0.1, 0.3])
        folds = 12 if trial % 11 else 9
        quality = 0.86 - 0.02 * abs(depth - 5) - 0.1 * abs(rate - 0.05) - dice.random() * 0.06
        r2 = [quality + dice.gauss(0, 0.03) for _ in range(folds)]
        rmse = [0.05 * (1.1 - value) + 0.001 * dice.random() for value in r2]
        metrics = {
            "avg_test_r2": sum(r2) / folds,
            "avg_test_rmse": sum(rmse) / folds,
            "avg_test_mae": 0.8 * sum(rmse) / folds,
            "avg_train_rmse": 0.6 * sum(rmse) / folds,
            "num_folds": folds,
        }
        status = "FINISHED"
        if trial in (7, 31):
            metrics["avg_test_r2"] = float("nan")
        if trial in (12, 40):
            del metrics["avg_test_r2"]
        if trial in (19, 44):
            status = "FAILED"
        if trial == 49:
            status = "RUNNING"
        if trial in (22, 23):  # a tie: the one that started later comes first
            metrics["avg_test_r2"] = 0.81
        run = add_run(
            client,
            experiment,
            f"trial_{trial}",
            params={"max_depth": depth, "learning_rate": rate, "n_estimators": 300, "random_state": 42, "train_months": 3, "test_months": 1, "embargo_months": 1, "horizon": "3m", "symbol": "AAPL"},
            metrics=metrics,
            histories={"test_r2": r2, "test_rmse": rmse, "n_test": [20 + (step % 3) for step in range(folds)]},
            status=status,
            start=START + trial * 600_000,
        )
        trials.append(run)
        if trial < 3:
            importance = {f"feature_{j}": round(0.1 / (j + 1), 6) for j in range(12)}
            log_bytes(client, run, "checkpoint_000000/feature_importance.json", json.dumps(importance).encode())
    client.create_registered_model("aapl_return")
    first = client.create_model_version("aapl_return", f"runs:/{trials[4]}/model", trials[4])
    second = client.create_model_version("aapl_return", f"runs:/{trials[10]}/model", trials[10])
    client.transition_model_version_stage("aapl_return", first.version, "Production")
    client.set_registered_model_alias("aapl_return", "champion", first.version)
    client.set_registered_model_alias("aapl_return", "challenger", second.version)


SCORES = {
    "exp01_cv_baseline_balanced": ("baseline", 189, "balanced", 0.7754, 0.0074),
    "exp02_cv_baseline_undersample": ("baseline", 189, "undersample", 0.7715, 0.0076),
    "exp03_cv_domain_balanced": ("domain", 194, "balanced", 0.7761, 0.0064),
    "exp04_cv_domain_undersample": ("domain", 194, "undersample", 0.7717, 0.0068),
}


def organization(folder):
    """002: the database in mlruns at the project's root, artifacts beside it, and the legacy copy of the notebooks."""
    root = folder / "mlruns"
    root.mkdir()
    client = MlflowClient(f"sqlite:///{root}/mlflow.db")
    purposes = ["feature_engineering_cv", "hyperparameter_optimization"]
    first, second = (
        client.create_experiment(f"credit_scoring_{purpose}", artifact_location=(root / str(number)).as_uri())
        for number, purpose in enumerate(purposes, 1)
    )
    model = {"n_estimators": 100, "max_depth": 6, "learning_rate": 0.1, "subsample": 0.8, "colsample_bytree": 0.8}
    shared = {"model_type": "lgbm", "data_version": "v2_comprehensive_318features"}
    for number, (name, (features, count, sampling, mean, spread)) in enumerate(SCORES.items()):
        run = add_run(
            client,
            first,
            name,
            params={**model, "class_weight": "balanced" if sampling == "balanced" else "None", "n_features": count, "cv_folds": 5, "random_state": 42},
            metrics={"mean_roc_auc": mean, "std_roc_auc": spread, "mean_pr_auc": mean - 0.51, "std_pr_auc": spread / 2},
            tags={**shared, "feature_strategy": features, "sampling_strategy": sampling, "validation": "5-fold CV"},
            start=START + number * 3_600_000,
            minutes=50,
        )
        log_bytes(client, run, "model/model.txt", b"tree\n")
        log_bytes(client, run, "feature_importance.png", png())
    for number in range(2):
        add_run(
            client,
            second,
            "hyperparam_opt_domain_balanced",
            params={**model, "class_weight": "balanced", "n_features": 194, "cv_folds": 3, "random_state": 42, "n_iter": 50, "n_jobs": 1},
            tags={**shared, "feature_strategy": "domain", "sampling_strategy": "balanced", "validation": "3-fold CV"},
            status="FAILED" if number else "RUNNING",
            start=START + (5 + number) * 3_600_000,
        )
    legacy = folder / "notebooks" / "mlruns"
    legacy.mkdir(parents=True)
    shutil.copy(root / "mlflow.db", legacy / "mlflow.db")


def tracking(folder):
    """003: runs of cross-validation with nested folds: one as the rules want it, one that leaves much out."""
    client = MlflowClient((folder / "mlruns").as_uri())
    experiment = client.create_experiment("project-name")
    dice = random.Random(3)
    for number, thorough in enumerate([True, False]):
        start = START + number * 3_600_000
        params = {"model_type": "xgboost", "max_depth": 5, "learning_rate": 0.1, "n_estimators": 100}
        tags = {}
        if thorough:
            params.update(random_state=42, dataset_rows=12_000, dataset_hash="5f2c1d", dataset_version="2025-11", python_version="3.11.9", os="Linux")
            tags.update({"version": "v1.0", "stage": "production_candidate", "mlflow.source.git.commit": "9f4c2e7d1b", "mlflow.note.content": "Five folds, all features."})
        scores = {key: 0.7 + 0.2 * dice.random() for key in ("accuracy", "precision", "recall", "f1", "roc_auc")}
        parent = add_run(
            client,
            experiment,
            "cv_xgboost_v1" if thorough else "test",
            params=params,
            metrics=scores if thorough else {"accuracy": 0.99, "f1": 0.41, "precision": 0.97, "recall": 0.26},
            tags=tags,
            start=start,
            minutes=30,
        )
        for fold in range(5):
            add_run(
                client,
                experiment,
                f"fold_{fold}",
                params={"fold": fold},
                metrics={"accuracy": scores["accuracy"] + dice.gauss(0, 0.01), "f1": scores["f1"] + dice.gauss(0, 0.01), "n_test": 2400 - 100 * fold},
                start=start + (fold + 1) * 60_000,
                parent=parent,
            )
        if not thorough:
            continue
        for name in ("confusion_matrix.png", "feature_importance.png", "roc_curve.png", "pr_curve.png"):
            log_bytes(client, parent, name, png())
        log_bytes(client, parent, "model/model.pkl", b"\x80\x04N.")
        log_bytes(client, parent, "requirements.txt", b"xgboost==2.0.3\nscikit-learn==1.3.2\n")


def anomaly(folder):
    """004: the anomaly detection project."""
    client = MlflowClient((folder / "mlruns").as_uri())
    clock = itertools.count(START, 3_600_000)
    tags = {"developer": "Ana Example", "dataset": "IDX_2023_2024", "status": "tuning", "purpose": "experiment"}
    detectors = {
        "zscore_threshold_3.0_window_30": {"threshold": 3.0, "window": 30, "method": "zscore"},
        "volatility_detector": {"threshold": 2.5, "window_size": 30, "method": "volatility"},
        "correlation_window_60": {"threshold": 0.8, "window": 30, "method": "correlation"},
    }
    experiments = {
        name: client.create_experiment(name)
        for name in ("statistical_methods", "isolation_forest", "autoencoder", "lstm_detector", "ensemble", "historical_backtesting")
    }

    def detector(experiment, name, params, f1, **more):
        scores = {"precision": f1 - 0.03, "recall": f1 + 0.04, "f1_score": f1, "false_positive_rate": 0.12, "detection_latency_ms": 35.0, "training_time_s": 12.5}
        return add_run(
            client,
            experiments[experiment],
            name,
            params=params,
            metrics=scores,
            tags={**tags, "model_type": experiment, **more.pop("tags", {})},
            start=next(clock),
            **more,
        )

    runs = {name: detector("statistical_methods", name, params, 0.6 + 0.02 * i) for i, (name, params) in enumerate(detectors.items())}
    for i, share in enumerate(["0.03", "0.05", "0.10"]):
        params = {"contamination": float(share), "n_estimators": 100, "max_samples": 256, "random_state": 42}
        runs[share] = detector("isolation_forest", f"contamination_{share}", params, 0.68 + 0.01 * i, tags={"status": "baseline"})
    neural = {"learning_rate": 0.001, "batch_size": 256, "epochs": 3}
    losses = {"loss": [0.9, 0.5, 0.4], "val_loss": [0.95, 0.6, 0.62]}
    runs["auto"] = detector("autoencoder", "encoding_dim_32", {"encoding_dim": 32, **neural}, 0.71, histories=losses)
    runs["lstm"] = detector("lstm_detector", "units_64_seq_length_30", {"units": 64, "seq_length": 30, "dropout": 0.2, "learning_rate": 0.001}, 0.72, histories=losses)
    runs["final"] = detector("ensemble", "ensemble_2024-12-27_final", {"models": "statistical,iso_forest"}, 0.75, tags={"status": "final", "purpose": "production"})
    runs["back"] = add_run(
        client,
        experiments["historical_backtesting"],
        "ensemble_backtest",
        params={"test_stocks": '["GOTO.JK", "BUMI.JK"]', "date_range": "2023-01-01 to 2024-12-31", "models": '["statistical", "iso_forest", "ensemble"]'},
        metrics={"detection_rate": 0.8, "avg_early_warning_days": 4.5, "backtest_accuracy": 0.77},
        tags=tags,
        start=next(clock),
    )
    log_bytes(client, runs["final"], "sample_detections.csv", b"date,stock,score\n2024-03-01,GOTO.JK,0.93\n")
    log_bytes(client, runs["0.05"], "model/model.pkl", b"\x80\x04N.")
    empty = client.create_experiment("scratch")
    failed = add_run(client, empty, "run_1", status="FAILED", start=next(clock))
    client.delete_run(failed)
    stages = {
        "IsolationForestDetector": [("0.05", "Production"), ("0.10", "Staging")],
        "AutoencoderDetector": [("auto", "Staging")],
        "EnsembleDetector": [("final", None)],
    }
    for name, versions in stages.items():
        client.create_registered_model(name)
        for key, stage in versions:
            version = client.create_model_version(name, f"runs:/{runs[key]}/model", runs[key]).version
            if stage:
                client.transition_model_version_stage(name, version, stage)


OUT = sys.argv[1]
for number, build in {"001": visibility, "002": organization, "003": tracking, "004": anomaly}.items():
    folder = Path(OUT).resolve() / number
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    build(folder)
shutil.rmtree(Path(OUT) / "scratch", ignore_errors=True)
