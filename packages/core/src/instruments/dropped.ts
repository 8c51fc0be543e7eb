import { self } from '@obs/semconv';
import { state } from '../state.js';
import { instruments } from './instruments.js';

/** Why a measurement was not recorded. */
export type DropReason =
  | 'not_a_number'
  | 'not_finite'
  | 'negative'
  | 'invalid_label'
  | 'label_too_long'
  | 'ended_twice'
  | 'error';

/**
 * Counts a measurement that was dropped in `obs_dropped_measurements_total{reason}` and says so
 * once per family and reason. For recorders and instrumentations that refuse input of their own.
 * Never throws.
 *
 * @param where the family or recorder, for the log.
 * @param detail what was wrong, without values that could be secret.
 */
export function dropped(reason: DropReason, where: string, detail: string): void {
  try {
    instruments(self).droppedMeasurements.add(1, { reason });
    state().log.once(
      `dropped ${where} ${reason}`,
      `a measurement of ${where} was dropped (${reason}): ${detail}. Further ones are only counted, in obs_dropped_measurements_total.`,
    );
  } catch {
    // Reporting a drop must not be what breaks the application.
  }
}
