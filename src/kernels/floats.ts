/** SHAP values of one feature, a number a row. */
export type Floats = Float64Array | Float32Array
