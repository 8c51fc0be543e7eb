import type { Objective } from '../../slo/objective.js';
import type { Dashboard } from '../dashboard.js';
import { business } from './jeeves/business.js';
import { infrastructure } from './jeeves/infrastructure.js';
import { llm } from './jeeves/llm.js';
import { pipeline } from './jeeves/pipeline.js';
import { service } from './jeeves/service.js';

/** The five dashboards of jeeves. */
export function jeevesDashboards(objectives: readonly Objective[]): Dashboard[] {
  return [service(objectives), pipeline(), llm(), infrastructure(), business()];
}
