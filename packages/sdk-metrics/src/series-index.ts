import type { Attributes } from '@opentelemetry/api';
import type { Snapshot } from './attributes.js';
import type { Series } from './series.js';

/** Finds the series of an attribute set. Two sets are equal whatever the order of their keys. */
export interface SeriesIndex {
  /**
   * The fast path: finds most series that exist, never a wrong one. `undefined` says only that
   * {@link locate} has to look.
   *
   * @throws what a getter of the caller throws
   */
  find(attributes: Attributes | undefined): Series | undefined;
  /** Reads what counts of the caller's attributes. @throws what a getter of the caller throws */
  read(attributes: Attributes | undefined): Snapshot;
  /** Finds the series of a set exactly. May remember the order of its keys, within a bound. */
  locate(snapshot: Snapshot): Series | undefined;
  /** Adds a series that {@link locate} did not find. */
  insert(snapshot: Snapshot, series: Series): void;
  /** Takes a series out, and everything that led only to it. */
  remove(snapshot: Snapshot, series: Series): void;
  /** Empties the index. */
  clear(): void;
}
