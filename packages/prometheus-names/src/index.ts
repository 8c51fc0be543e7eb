export {
  type EscapingScheme,
  escapeName,
  escapingSchemes,
  isLegacyName,
  wellFormed,
} from './escaping.js';
export { labelName } from './label-name.js';
export {
  isCounter,
  type MetricKind,
  type NamedMetric,
  type NameOptions,
  prometheusName,
} from './metric-name.js';
export {
  addsSuffixes,
  keepsUtf8,
  type TranslationStrategy,
  translationStrategies,
} from './strategy.js';
export { type UnitWords, unitWords } from './unit.js';
