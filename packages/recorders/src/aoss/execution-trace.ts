import type { Attributes } from '@opentelemetry/api';
import { safely } from '../shared/safely.js';
import { fail, type OpenSpan, openSpan } from '../shared/span.js';

/**
 * The span of an execution, and a child of it for each step. A step is only heard of when it has
 * ended: it began when the one before it ended, or with the execution. Does nothing without tracing.
 */
export class ExecutionTrace {
  readonly open: OpenSpan | undefined;
  #stepBegan = 0;

  constructor(labels: { readonly agent_type: string; readonly server_tag?: string }) {
    this.open = openSpan('aoss.startExecution', () => {
      this.#stepBegan = Date.now();
      const { agent_type, server_tag = 'unknown' } = labels;
      return {
        name: `execution ${agent_type}`,
        attributes: { 'aoss.agent_type': agent_type, 'aoss.server_tag': server_tag },
      };
    });
  }

  step(status: string): void {
    if (this.open === undefined) return;
    const startTime = this.#stepBegan;
    this.#stepBegan = Date.now();
    const step = openSpan(
      'aoss.step',
      () => ({ name: 'step', startTime, attributes: { 'aoss.status': status } }),
      this.open.context,
    );
    if (step === undefined) return;
    if (status === 'Failed') fail(step, 'failed');
    step.span.end(this.#stepBegan);
  }

  event(name: string, attributes: Attributes): void {
    safely('aoss.execution', () => this.open?.span.addEvent(name, attributes));
  }

  end(status: string): void {
    const { open } = this;
    if (open === undefined) return;
    safely('aoss.complete', () => {
      open.span.setAttribute('aoss.status', status);
      if (status === 'Failed') fail(open, 'failed');
    });
    open.span.end();
  }
}
