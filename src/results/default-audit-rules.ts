import { defaultRunRules } from "./default-run-rules.js"

/** The default audit-rules.yaml: the conventions of the user's documents. `leafwise audit --print-rules` prints it. */
export const defaultAuditRules: string = String.raw`# The rules of 'leafwise audit'. Print this file with 'leafwise audit --print-rules', change the copy, and give it
# with '--rules FILE'. A severity is fail, warn, info or off. Patterns are regular expressions.

metrics:
  leakage:
    severity: fail
    auc: 0.90            # a higher AUC is too good to be true
    perfect: 0.9999      # so is any score that reaches this, and a loss of 0
    cure: Add an embargo and check the timing of the features.
  overfitting:
    severity: warn
    gap: 0.05            # of train less test: AUC, R2, accuracy, ...
    fail_gap: 0.15       # a gap of this size fails
    loss_ratio: 1.5      # of test to train: RMSE, MAE, log loss, ...
    cure: Reduce the model's complexity and add regularization.
  shift:
    severity: warn
    sd: 0.05             # over windows or folds, of AUC, accuracy and other shares
    relative_sd: 0.25    # over windows or folds, of everything else: standard deviation by |mean|
    windows: 3           # fewer are not judged
    cure: Use more walk-forward windows.
  imbalance:
    severity: warn
    precision: 0.75      # at least this precision ...
    recall: 0.40         # ... with a recall below this
    cure: Use scale_pos_weight or stratified sampling.
  small_groups:
    severity: warn
    rows: 20             # a group of fewer rows is small
    share: 0.5           # of the groups that may be small
    cure: Use regression on the percentile within groups instead of a binary label.
  embargo:
    severity: fail       # below the rule of thumb, horizon // 2; between it and the horizon it is a warning
    horizons:
      3m: { min_years: 3, embargo_months: 1 }
      6m: { min_years: 4, embargo_months: 3 }
      12m: { min_years: 5, embargo_months: 6 }
    cure: Leave an embargo between train and test, as long as the horizon, at least horizon // 2.
  lone_feature:
    severity: warn
    auc: 0.60            # features below are no matter
    margin: 0.02         # how near to the model's AUC
    cure: Check the feature's timing, it may know the future; or use it alone.
  importance_gap:
    severity: warn
    ratio: 2             # importance on train by that on test
    least: 0.005         # smaller importances on train are not judged
    cure: The model overfits the feature. Drop it, or add regularization.
  forbidden_features:
    severity: fail
    target: ['^(target|label|y|y_true|outcome|response)$', '(^|_)(forward|fwd|future)_', '^(target|label)_']
    date: ['^(date|datetime|timestamp|as_?of(_?date)?)$', '_(date|datetime|timestamp)$']
    id: ['^(id|row_?id|index|key|uuid|unnamed:? ?0)$', '_(id|uuid)$']
    cure: Remove it from the features and train again.
  shared_rows:
    severity: warn
    fail_share: 0.01     # a larger share of the test rows fails
    cure: Split the rows again, so that no row is in train and test.
  headline:
    severity: warn
    classification: [roc_auc, precision, recall, f1_score]
    regression: [rmse, mae, spearman]
    ranking: [ndcg@10, spearman]
    cure: Log the metrics that the objective is judged by.

${defaultRunRules}names:
  run:
    severity: warn
    vague:
      - '^(run|test|exp|experiment|model|untitled|default|foo|bar|tmp|temp|new|try|asdf|a|b|x)([_ -]?\d+)?$'
      - '^[a-z]+-[a-z]+-\d+$'        # what MLflow draws at random
    patterns:
      - '^[A-Za-z0-9]+([ _/-]+[A-Za-z0-9.=]+)+$'
    cure: Give the run a descriptive name with its key parameters, e.g. zscore_threshold_3.0_window_30.
  experiment:
    severity: warn
    vague:
      - '^(run|test|exp|experiment|scratch|untitled|foo|bar|tmp|temp|new|try|asdf|a|b|x)([_ -]?\d+)?$'
    patterns:
      - '^[A-Za-z][A-Za-z0-9]{3,}([ _/-]+[A-Za-z0-9.=]+)*$'
      - '^[A-Za-z][A-Za-z0-9]*([ _/-]+[A-Za-z0-9.=]+)+$'
    cure: Give the experiment a descriptive name, e.g. credit_scoring_feature_selection, and keep related runs in it.
  formats:
    - begins: '^exp\d'
      form: '^exp\d{2,}_(cv|split|nested|holdout|wf)_(?<feature_strategy>baseline|domain|polynomial|advanced)_(?<sampling_strategy>balanced|smote_undersample|smote|undersample)$'
      example: exp01_cv_baseline_balanced
    - begins: '^hyperparam_opt_'
      form: '^hyperparam_opt_(?<feature_strategy>baseline|domain|polynomial|advanced)_(?<sampling_strategy>balanced|smote_undersample|smote|undersample)$'
      example: hyperparam_opt_domain_balanced
    - begins: '^wf_'
      form: '^wf_(?<model_type>[a-z]+)_(?<symbol>[A-Z0-9.]+)_f\d+_tr\d+[my]_te\d+[my]$'
      example: wf_xgboost_AAPL_f150_tr3m_te1m
  values:
    severity: warn
    keys:
      window: [window, window_size]
      threshold: [threshold]
      contamination: [contamination]
      seq_length: [seq_length]
      encoding_dim: [encoding_dim]
      units: [units]
      depth: [max_depth, depth]
      lr: [learning_rate, lr, eta]
      fold: [fold]
    short:
      - pattern: '(?:^|_)tr(?<n>\d+)(?<unit>[my])(?=_|$)'
        units: { m: 1, y: 12 }
        params: { train_months: 1, train_window_months: 1, train_years: 12, train_window_years: 12 }
      - pattern: '(?:^|_)te(?<n>\d+)(?<unit>[my])(?=_|$)'
        units: { m: 1, y: 12 }
        params: { test_months: 1, test_window_months: 1, test_years: 12 }
      - pattern: '(?:^|_)f(?<n>\d+)(?=_|$)'
        params: { n_features: 1, total_features: 1, num_features: 1 }
    cure: Name the run after its own parameters.

store:
  failed:
    severity: warn
    cure: Clean up failed runs, or mark them.
  running:
    severity: warn
    hours: 24
    cure: Complete the run or end it; it is probably dead.
  empty:
    severity: info
    cure: Delete the experiment, or log to it.
  duplicate:
    severity: warn
    cure: Keep one of the runs with the same parameters and metrics.
  deleted:
    severity: info
    days: 30
    cure: Remove for good what was deleted long ago.
  location:
    severity: warn
    folder: mlruns
    not_under: [notebooks, notebook, scripts, src]
    cure: Keep all runs in mlruns at the project's root.
  database:
    severity: warn
    cure: Archive the other store after checking that its runs are in the main one.
`
