import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, Step } from './plan.ts';

/** Something went wrong on the server. */
export class ServerFault extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(`the server says ${fault}`);
    this.fault = fault;
  }
}

/** The machine that an agent works on, as far as one step can tell: it has the step's faults. */
export class SimulatedServer {
  readonly #faults: Fault[];
  readonly #millis: number;

  constructor({ faults = [], millis = 5 }: Step) {
    this.#faults = [...faults];
    this.#millis = millis;
  }

  /** @throws ServerFault while one is left */
  async run(command: string): Promise<string> {
    await sleep(this.#millis);
    const [fault] = this.#faults;
    if (fault !== undefined) throw new ServerFault(fault);
    return `${command}: done`;
  }

  /** Applies a remedy: the fault that was met is gone. */
  remedy(): void {
    this.#faults.shift();
  }
}
