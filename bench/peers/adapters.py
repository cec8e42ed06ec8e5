"""One function a peer: it takes a job, loads the model, and returns two functions, the work that is timed and what
brings the work's result into the common layout.

Common layouts, float64: SHAP values are rows x outputs x features, interactions rows x features x features. Base
values are left out: XGBoost and LightGBM append them as a column, the others keep them apart.

Everything is imported where it is used, as no environment holds all peers.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Optional

import numpy as np


@dataclass(frozen=True)
class Job:
    """What a peer is to explain. `task` is contributions, interventional (with `background` rows) or interactions."""

    model: Path
    task: str
    rows: np.ndarray
    background: Optional[np.ndarray] = None


def lightgbm(job):
    """LightGBM's own pred_contrib, one thread."""
    booster = load_lightgbm(job.model)
    return (
        lambda: booster.predict(job.rows, pred_contrib=True, num_threads=1),
        lambda result: result[:, None, :-1],
    )


def xgboost(job):
    """XGBoost's own pred_contribs and pred_interactions, one thread. The DMatrix is made before the clock starts."""
    import xgboost as library

    booster = load_xgboost(job.model)
    data = library.DMatrix(job.rows, nthread=1)
    if job.task == "interactions":
        return lambda: booster.predict(data, pred_interactions=True), lambda result: result[:, :-1, :-1]
    return lambda: booster.predict(data, pred_contribs=True), lambda result: result[:, None, :-1]


def shap(job):
    """shap's C extension, also where it would call the model's library instead."""
    from shap import TreeExplainer
    from shap.maskers import Independent

    if job.task == "interventional":
        # Independent keeps 100 rows unless told otherwise.
        masker = Independent(job.background, max_samples=len(job.background))
        explainer = TreeExplainer(load_model(job.model), masker, feature_perturbation="interventional")
    else:
        explainer = own_extension(TreeExplainer(load_model(job.model), feature_perturbation="tree_path_dependent"))
    return lambda: explainer.shap_values(job.rows, check_additivity=False), outputs_second


def own_extension(explainer):
    """Keeps an explainer from handing the work to LightGBM or XGBoost."""
    if explainer.model.model_type in ("lightgbm", "xgboost"):
        explainer.model.original_model = None
        explainer.model.model_type = "internal"
    return explainer


def woodelf(job):
    """WOODELF, its tables built anew by every run, as ours are. Its own form of the model is made before the clock starts."""
    from pandas import DataFrame
    from woodelf import WoodelfExplainer
    from woodelf.core.trees.parse_models import load_decision_tree_ensemble_model

    booster = load_model(job.model)
    names = feature_names(booster)
    cells = job.rows if job.model.suffix == ".txt" else step_down(job.rows)
    model = load_decision_tree_ensemble_model(booster, names)
    rows = DataFrame(cells, columns=names)
    background = None if job.background is None else DataFrame(job.background, columns=names)

    def work():
        explainer = WoodelfExplainer(model, background)
        explain = explainer.shap_interaction_values if job.task == "interactions" else explainer.shap_values
        return explain(rows, verbose=False)

    return work, lambda result: result if job.task == "interactions" else result[:, None, :]


def fasttreeshap(job):
    """FastTreeSHAP's second algorithm, one thread."""
    import fasttreeshap as library

    booster = load_lightgbm(job.model)
    booster.params = {"objective": "binary"}
    explainer = library.TreeExplainer(booster, algorithm="v2", n_jobs=1, feature_perturbation="tree_path_dependent")

    def tidy(result):
        return outputs_second(result[1] if isinstance(result, list) else result)

    return lambda: explainer.shap_values(job.rows, check_additivity=False), tidy


PEERS = dict(lightgbm=lightgbm, xgboost=xgboost, shap=shap, woodelf=woodelf, fasttreeshap=fasttreeshap)


def outputs_second(values):
    """rows x features, or rows x features x outputs, as rows x outputs x features."""
    return values[:, None, :] if values.ndim == 2 else values.transpose(0, 2, 1)


def step_down(rows):
    """Cells for WOODELF to send the way XGBoost does, which compares float32 numbers, x < t.

    WOODELF 0.4.8 takes t one float32 step down and still asks for less, in float64; so x has to be a step down, too.
    """
    return np.nextafter(rows.astype(np.float32), -np.float32(np.inf)).astype(np.float64)


def load_model(path):
    """A model in its library's own form."""
    if path.suffix == ".txt":
        return load_lightgbm(path)
    if path.stem == "forest":
        import pickle

        return pickle.loads(path.with_suffix(".pkl").read_bytes())
    return load_xgboost(path)


def load_lightgbm(path):
    """A LightGBM model. Its threads are set by each call."""
    from lightgbm import Booster

    return Booster(model_file=str(path))


def load_xgboost(path):
    """An XGBoost model on one thread."""
    from xgboost import Booster

    booster = Booster(model_file=str(path))
    booster.set_param({"nthread": 1})
    return booster


def feature_names(model):
    """The names that WOODELF looks columns up by."""
    if hasattr(model, "feature_name"):
        return model.feature_name()
    return model.feature_names or [f"f{j}" for j in range(model.num_features())]
