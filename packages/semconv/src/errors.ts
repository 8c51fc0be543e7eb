/** Every code that {@link CatalogError} carries; each is explained in the package README. */
export type CatalogErrorCode =
  | 'OBS_CATALOG_FIELD'
  | 'OBS_CATALOG_DOMAIN'
  | 'OBS_CATALOG_NAME'
  | 'OBS_CATALOG_NAME_TOTAL'
  | 'OBS_CATALOG_PROMETHEUS_NAME'
  | 'OBS_CATALOG_DUPLICATE'
  | 'OBS_CATALOG_KIND'
  | 'OBS_CATALOG_STABILITY'
  | 'OBS_CATALOG_DESCRIPTION'
  | 'OBS_CATALOG_UNIT'
  | 'OBS_CATALOG_BUCKETS'
  | 'OBS_CATALOG_MILLISECONDS'
  | 'OBS_CATALOG_LABEL'
  | 'OBS_CATALOG_LABEL_RESERVED'
  | 'OBS_CATALOG_LABEL_VALUES'
  | 'OBS_CATALOG_LABEL_LIMIT'
  | 'OBS_CATALOG_LABEL_DEFAULT'
  | 'OBS_CATALOG_MAX_SERIES'
  | 'OBS_CATALOG_REPLACED_BY';

/** A wrong declaration. The message names the metric, the mistake and the way out. */
export class CatalogError extends Error {
  readonly code: CatalogErrorCode;

  constructor(code: CatalogErrorCode, where: string, mistake: string, recipe: string) {
    super(`${where}: ${mistake} ${recipe} [${code}]`);
    this.name = 'CatalogError';
    this.code = code;
  }
}
