/** Where a call keeps what was claimed of it; registered, so that copies of this package share it. */
const key: unique symbol = Symbol.for('@obs/grpc-claims') as never;

/**
 * The families that one recorder will record a call under, and where they go. Of several recorders
 * that see the same call and would record the same family in the same place, the first one does:
 * interceptors given by hand beside the instrumentation, or two instrumentations.
 */
export class Claim {
  /** One object for all calls that nobody else claims, which are nearly all. */
  readonly #alone: readonly Claim[] = [this];
  readonly destination: object;
  readonly names: readonly string[];

  /**
   * @param destination stands for the place, compared by identity: the meter provider.
   * @param names OpenTelemetry names of the families.
   */
  constructor(destination: object, names: readonly string[]) {
    this.destination = destination;
    this.names = names;
  }

  /** Takes the call; false when another recorder has taken one of the families in this place. */
  take(call: object): boolean {
    const marked = call as { [key]?: readonly Claim[] };
    const before = marked[key];
    if (before === undefined) {
      marked[key] = this.#alone;
      return true;
    }
    const taken = before.some(
      ({ destination, names }) =>
        destination === this.destination && names.some((name) => this.names.includes(name)),
    );
    if (!taken) marked[key] = [...before, this];
    return !taken;
  }
}
