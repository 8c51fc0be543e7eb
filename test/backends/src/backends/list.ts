import type { Spec } from '../install/spec.ts';
import { promParsersSpec } from './prom-parsers.ts';
import { prometheus3Spec, prometheusSpec } from './prometheus.ts';

/** Every backend, those that tests need most first. */
export const specs: readonly Spec[] = [prometheusSpec, promParsersSpec, prometheus3Spec];
