/**
 * The parts of PromQL that the proxy understands, by their names in the grammar. A query with any
 * other part is refused, so what a later grammar adds is off until somebody has looked at it.
 */
export const expressions: ReadonlySet<string> = new Set([
  'AggregateExpr',
  'BinaryExpr',
  'FunctionCall',
  'MatrixSelector',
  'NumberDurationLiteral',
  'OffsetExpr',
  'ParenExpr',
  'StringLiteral',
  'SubqueryExpr',
  'UnaryExpr',
  'VectorSelector',
  'StepInvariantExpr',
]);

/** Parts that hold no expression, or only ones that are looked at themselves. */
export const parts: ReadonlySet<string> = new Set([
  'PromQL',
  'AggregateOp',
  'AggregateModifier',
  'By',
  'Without',
  'GroupingLabels',
  'LabelName',
  'QuotedLabelName',
  'FunctionIdentifier',
  'FunctionCallBody',
  'BoolModifier',
  'Bool',
  'MatchingModifierClause',
  'Ignoring',
  'On',
  'GroupLeft',
  'GroupRight',
  'UnaryOp',
  'Offset',
  'OffsetDurationExpr',
  'DurationExpr',
  'NumberDurationLiteralInDurationContext',
  'At',
  'AtModifierPreprocessors',
  'AtStart',
  'AtEnd',
]);

/** Operators of a binary expression and names of aggregations, as nodes. */
export const operators: ReadonlySet<string> = new Set([
  'Pow',
  'Mul',
  'Div',
  'Mod',
  'Atan2',
  'Add',
  'Sub',
  'Eql',
  'Gte',
  'Gtr',
  'Lte',
  'Lss',
  'Neq',
  'And',
  'Unless',
  'Or',
  'Avg',
  'Bottomk',
  'Count',
  'CountValues',
  'Group',
  'Max',
  'Min',
  'Quantile',
  'Stddev',
  'Stdvar',
  'Sum',
  'Topk',
]);

/**
 * Functions that read nothing but their arguments. `info` is not among them: it reads `target_info`,
 * which no argument names.
 */
export const functions: ReadonlySet<string> = new Set(
  `abs absent absent_over_time acos acosh asin asinh atan atanh avg_over_time ceil changes clamp
  clamp_max clamp_min cos cosh count_over_time day_of_month day_of_week day_of_year days_in_month deg
  delta deriv exp floor histogram_avg histogram_count histogram_fraction histogram_quantile
  histogram_stddev histogram_stdvar histogram_sum hour idelta increase irate label_join label_replace
  last_over_time ln log10 log2 max_over_time min_over_time minute month pi predict_linear
  present_over_time quantile_over_time rad rate resets round scalar sgn sin sinh sort sort_desc sqrt
  stddev_over_time stdvar_over_time sum_over_time tan tanh time timestamp vector year`.split(/\s+/),
);
