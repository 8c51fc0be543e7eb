/** What arrived of a client's audio, and how well. */
export class AudioQuality {
  #received = 0;
  #highest = 0;
  #jitterMillis = 0;
  #lastTransitMillis: number | undefined;

  /**
   * @param sequence counts the client's packets from 1.
   * @param sentMillis the client's clock; only differences count, so it need not agree with ours.
   */
  receive(sequence: number, sentMillis: number, arrivedMillis: number): void {
    this.#received += 1;
    this.#highest = Math.max(this.#highest, sequence);
    const transit = arrivedMillis - sentMillis;
    // RFC 3550, 6.4.1: the jitter follows the differences in transit time with a gain of 1/16.
    if (this.#lastTransitMillis !== undefined) {
      const difference = Math.abs(transit - this.#lastTransitMillis);
      this.#jitterMillis += (difference - this.#jitterMillis) / 16;
    }
    this.#lastTransitMillis = transit;
  }

  /** Packets that never came, 0 to 1. */
  get loss(): number {
    return this.#highest === 0 ? 0 : 1 - this.#received / this.#highest;
  }

  /**
   * The mean opinion score, 1 to 5, that listeners would give: the E-model of ITU-T G.107 in the
   * short form for voice over IP, from delay, jitter and loss.
   */
  score(rttMillis: number): number {
    // Jitter costs twice: a buffer of that length has to hold the audio back.
    const delay = rttMillis / 2 + this.#jitterMillis * 2 + 10;
    const rating = 93.2 - (delay < 160 ? delay / 40 : (delay - 120) / 10) - this.loss * 250;
    if (rating <= 0) return 1;
    const score = 1 + 0.035 * rating + 7e-6 * rating * (rating - 60) * (100 - rating);
    return Math.min(5, Math.max(1, score));
  }
}
