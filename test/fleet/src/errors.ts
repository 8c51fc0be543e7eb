/** A fleet, a round of traffic or the demo cannot go on; the message says what to do. */
export class FleetError extends Error {
  override readonly name = 'FleetError';
}
