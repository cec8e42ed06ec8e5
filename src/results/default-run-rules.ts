/** The part of the default audit-rules.yaml that says what runs should have. */
export const defaultRunRules: string = String.raw`runs:
  # By the name that is asked for; the others are accepted.
  metric_aliases:
    roc_auc: [auc, roc_auc_score, auroc, cv_auc]
    pr_auc: [average_precision, ap, auprc, aucpr]
    f1_score: [f1]
    f1: [f1_score]
    false_positive_rate: [fpr]
    false_negative_rate: [fnr]
    accuracy: [acc]
    rmse: [root_mean_squared_error]
    mae: [mean_absolute_error]
    r2: [r2_score]
    spearman: [spearman_ic, rank_ic, ic, percentile_spearman]
    ndcg@10: [ndcg_10, ndcg_at_10, ndcg10, ndcg, ndcg@5, ndcg_5]
  metric_prefixes: ['', mean_, avg_, median_, test_, val_, valid_, validation_, eval_, cv_, mean_test_, avg_test_, mean_val_, avg_val_, mean_cv_]
  param_aliases:
    n_estimators: [num_iterations, num_boost_round, num_rounds, n_iter_boosting, num_trees, iterations]
    max_depth: [depth]
    learning_rate: [eta, shrinkage_rate]
    subsample: [bagging_fraction]
    colsample_bytree: [feature_fraction, sub_feature]
    class_weight: [scale_pos_weight, is_unbalance, unbalance]
    n_features: [total_features, num_features]
    cv_folds: [n_splits, num_folds, n_folds, folds, cv, nfold]
    random_state: [seed, random_seed, RANDOM_STATE]
  require:
    - id: primary-metrics
      severity: warn
      criterion: Metrics
      tasks: [classification]
      metrics: [[roc_auc, mean_roc_auc], [pr_auc, mean_pr_auc]]
      cure: Log the primary metrics of every run.
    - id: training-metrics
      severity: warn
      criterion: Metrics
      tasks: [classification]
      metrics: [train_roc_auc, train_pr_auc, roc_auc_gap]
      cure: Log train_roc_auc and train_pr_auc for each fold and the gap train - val, to detect overfitting.
    - id: classification-metrics
      severity: warn
      tasks: [classification]
      metrics: [precision, recall, f1_score, accuracy]
      cure: Log the classification metrics.
    - id: business-metrics
      severity: info
      tasks: [classification]
      metrics: [false_positive_rate, false_negative_rate, business_cost]
      cure: Log the business metrics; business_cost is FN x 10 + FP x 1.
    - id: model-params
      severity: warn
      criterion: Parameters
      params: [n_estimators, max_depth, learning_rate, subsample, colsample_bytree]
      cure: Log all hyperparameters of the model.
    - id: class-weight
      severity: warn
      criterion: Parameters
      tasks: [classification]
      params: [class_weight]
      cure: Log how the imbalance of the classes is handled.
    - id: experiment-params
      severity: warn
      criterion: Parameters
      params: [n_features, cv_folds, random_state]
      cure: Log the feature count, the folds and the random seed.
    - id: configuration-tags
      severity: warn
      criterion: Tags
      tags: [feature_strategy, sampling_strategy, model_type, validation]
      cure: Tag the run's configuration.
    - id: metadata-tags
      severity: warn
      criterion: Tags
      tags: [[data_version, dataset_version, dataset], mlflow.runName]
      cure: Tag the version of the data, and give the run a descriptive name.
    - id: project-tags
      severity: info
      tags: [developer, model_type, dataset, status, purpose]
      cure: Tag who made the run, of what, and what for.
    - id: version-and-stage
      severity: info
      tags: [version, stage]
      cure: Tag the run with its version and stage, e.g. version = v1.0, stage = production_candidate.
    - id: description
      severity: info
      tags: [mlflow.note.content]
      cure: Add a description that explains configuration and results.
    - id: model-artifact
      severity: warn
      artifacts:
        - name: model
          patterns: ['(^|/)MLmodel$', '\.(pkl|pickle|joblib|h5|keras|cbm|onnx|ubj|bst|lgb|xgb|pt|pth|skops)$', '(^|/)(model|booster)\.(txt|json)$']
      cure: Log the model's file.
    - id: confusion-matrix
      severity: warn
      tasks: [classification]
      artifacts:
        - name: confusion_matrix.png
          patterns: ['confusion[_ -]?matrix']
      cure: Log the plot of the confusion matrix.
    - id: feature-importance
      severity: warn
      artifacts:
        - name: feature_importance.png
          patterns: ['importance.*\.(png|svg|jpe?g|pdf|html|csv|json)$', 'shap.*\.(png|svg|jpe?g|pdf|html)$']
      cure: Log the plot of the feature importance.
    - id: roc-pr-curves
      severity: warn
      tasks: [classification]
      artifacts:
        - name: roc_curve.png
          patterns: ['(^|[/_-])roc']
        - name: pr_curve.png
          patterns: ['(^|[/_-])(pr|precision[_-]?recall)[_.-]']
      cure: Log the ROC and the precision-recall curve.
    - id: residual-plots
      severity: warn
      tasks: [regression]
      artifacts:
        - name: residuals.png
          patterns: ['residual']
      cure: Log the plots of the residuals.
    - id: requirements
      severity: warn
      artifacts:
        - name: requirements.txt
          patterns: ['(^|/)requirements\.txt$', '(^|/)(poetry|uv|Pipfile|conda-lock)\.(lock|yml)$']
      cure: Log requirements.txt with every dependency pinned.
    - id: dataset
      severity: warn
      logged:
        - [dataset_hash, data_hash, dataset_digest, training_data_hash, train_data_hash]
        - [dataset_rows, n_rows, n_samples, dataset_size, data_size, n_train, train_rows]
        - [dataset_version, data_version, dataset]
      cure: Log the dataset's size, version and hash.
    - id: seed
      severity: warn
      params: [random_state]
      cure: Log the random seeds.
    - id: git-commit
      severity: warn
      tags: [[mlflow.source.git.commit, git_commit, commit, git_sha, code_version]]
      cure: Tag the version of the code, its git commit.
    - id: environment
      severity: warn
      logged:
        - [python_version, python]
        - [os, platform, operating_system, system]
      cure: Log the Python version and the operating system.
    - id: timing
      severity: info
      logged:
        - [training_time_s, training_time, train_time, training_seconds, fit_time, training_duration, training_time_seconds, mean_fit_time]
        - [inference_time_s, inference_time_ms, inference_time, inference_latency, inference_latency_ms, detection_latency_ms, predict_time, latency_ms, score_time, mean_score_time]
      cure: Log the time of training and of inference.
    - id: memory
      severity: info
      logged:
        - [memory_usage_mb, memory_mb, memory_usage, peak_memory_mb, peak_memory, max_memory_mb, memory_gb, rss_mb]
      cure: Log how much memory training and inference take.
    - id: sample-predictions
      severity: info
      artifacts:
        - name: sample_predictions.csv
          patterns: ['predictions?[_.-]', 'sample_(detections|predictions)']
      cure: Log a sample of the predictions.
    - id: data-quality
      severity: info
      artifacts:
        - name: data_quality.json
          patterns: ['data[_-]?(quality|profile|stats)', 'profil', 'drift', 'missing']
      cure: Log statistics of the data's quality.
  tag_values:
    feature_strategy: { values: [baseline, domain, polynomial, advanced], severity: warn }
    sampling_strategy: { values: [balanced, smote, undersample, smote_undersample], severity: warn }
    model_type: { values: [lgbm, xgboost, rf], also: '^[a-z][a-z0-9_]+$', severity: warn }
    validation: { values: [5-fold CV, single split, nested CV], also: '^\d+-fold CV$', severity: warn }
    status: { values: [baseline, tuning, final], severity: warn }
    purpose: { values: [experiment, production], severity: warn }
  random_state:
    severity: warn
    value: 42
    cure: Use random_state = 42 everywhere.
  feature_count:
    severity: fail
    cure: Log the feature count of the model that is logged.
  pinned:
    severity: warn
    cure: Pin every dependency in requirements.txt with ==.
  nested_folds:
    severity: info
    cure: Use nested runs for cross-validation and for hyperparameter search, one a fold.
  experiment_name:
    severity: warn
    cure: Set the experiment's name at the start of the script.
  large_artifacts:
    severity: warn
    megabytes: 50
    patterns: ['\.(csv|tsv|parquet|feather|arrow|json|ndjson|jsonl|xlsx?|h5|hdf5|npy|npz|db|sqlite|zip|gz|pkl)$']
    cure: Log a reference to large raw data, not the data.
  redundant:
    severity: info
    cure: Log each parameter once.
  debug:
    severity: info
    patterns: ['(^|[_./-])(debug|tmp|temp)([_./-]|$)']
    cure: Leave temporary debug information out.
  intermediate:
    severity: info
    epochs: [epochs, num_epochs, n_epochs]
    cure: Log the metrics of every epoch.
  registered:
    severity: info
    cure: Register the best model in the model registry.

`
