import { describe, expect, it } from 'vitest';
import { aoss, createAoss } from '../src/aoss.js';
import { changes, droppedBecause, scrape, testClock } from './changes.js';

const clock = testClock();
const timed = createAoss({ now: clock.now });

it('has zeros right after import', async () => {
  const text = await scrape();
  for (const agent of ['general', 'network', 'database', 'security']) {
    expect(text).toContain(`aoss_executions_total{agent_type="${agent}",server_tag="unknown"} 0\n`);
    expect(text).toContain(`aoss_active_executions{agent_type="${agent}"} 0\n`);
    for (const status of ['Success', 'Failed']) {
      expect(text).toContain(
        `aoss_executions_completed_total{agent_type="${agent}",server_tag="unknown",status="${status}"} 0\n`,
      );
    }
    for (const success of ['true', 'false']) {
      expect(text).toContain(
        `aoss_self_healing_attempts_total{agent_type="${agent}",success="${success}"} 0\n`,
      );
    }
  }
});

describe('an execution', () => {
  it('is started and active at once', async () => {
    const recorded = await changes(() =>
      aoss.startExecution({ agentType: 'general', serverTag: 'web-1' }),
    );
    expect(recorded).toEqual({
      'aoss_executions_total{agent_type="general",server_tag="web-1"}': 1,
      'aoss_active_executions{agent_type="general"}': 1,
    });
  });

  it('is completed, measured and no longer active at its end', async () => {
    const execution = timed.startExecution({ agentType: 'network', serverTag: 'web-1' });
    const recorded = await changes(() => {
      clock.advance(1500);
      execution.complete('Success');
    });
    expect(recorded).toEqual({
      'aoss_executions_completed_total{agent_type="network",server_tag="web-1",status="Success"}': 1,
      'aoss_active_executions{agent_type="network"}': -1,
      'aoss_execution_duration_seconds_count{agent_type="network",status="Success"}': 1,
      'aoss_execution_duration_seconds_sum{agent_type="network",status="Success"}': 1.5,
    });
  });

  it('has the server tag unknown when none is given', async () => {
    for (const serverTag of [undefined, null, '']) {
      const recorded = await changes(() =>
        aoss.startExecution({ agentType: 'database', serverTag } as never).complete('Failed'),
      );
      expect(recorded).toMatchObject({
        'aoss_executions_total{agent_type="database",server_tag="unknown"}': 1,
        'aoss_executions_completed_total{agent_type="database",server_tag="unknown",status="Failed"}': 1,
      });
    }
  });

  it('counts steps, errors and attempts to heal itself', async () => {
    const execution = aoss.startExecution({ agentType: 'security' });
    const recorded = await changes(() => {
      execution.step('Success').step('Failed').error('system_error');
      execution.selfHealing(false).selfHealing(true).step('Success');
    });
    execution.complete('Success');
    expect(recorded).toEqual({
      'aoss_execution_steps_total{agent_type="security",status="Success"}': 2,
      'aoss_execution_steps_total{agent_type="security",status="Failed"}': 1,
      'aoss_execution_errors_total{agent_type="security",error_type="system_error"}': 1,
      'aoss_self_healing_attempts_total{agent_type="security",success="false"}': 1,
      'aoss_self_healing_attempts_total{agent_type="security",success="true"}': 1,
    });
  });

  it('counts once when it is ended twice, and says so', async () => {
    const execution = aoss.startExecution({ agentType: 'general' });
    execution.complete('Success');
    expect(await changes(() => execution.complete('Failed'))).toEqual(
      droppedBecause('ended_twice'),
    );
    expect(await changes(() => execution[Symbol.dispose]())).toEqual({});
  });

  it('works with methods that were taken out of it', async () => {
    const { step, complete } = aoss.startExecution({ agentType: 'general' });
    const recorded = await changes(() => {
      step('Success');
      complete('Success');
    });
    expect(recorded).toMatchObject({ 'aoss_active_executions{agent_type="general"}': -1 });
  });

  it('goes down where it went up, whatever happens to the labels', async () => {
    const labels = { agentType: 'general' as string };
    const execution = aoss.startExecution(labels as never);
    labels.agentType = 'network';
    const recorded = await changes(() => execution.complete('Success'));
    expect(recorded).toMatchObject({ 'aoss_active_executions{agent_type="general"}': -1 });
  });

  it('leaves the gauge alone when its labels are refused', async () => {
    const recorded = await changes(() => {
      aoss.startExecution({ agentType: 'other' } as never).complete('Success');
      aoss.startExecution(undefined as never).complete('Success');
    });
    expect(Object.keys(recorded).filter((series) => series.startsWith('aoss'))).toEqual([]);
  });
});

describe('withExecution', () => {
  it('ends as Success with the result of its work', async () => {
    const recorded = await changes(async () => {
      const result = await timed.withExecution({ agentType: 'general' }, async (execution) => {
        clock.advance(1000);
        execution.step('Success');
        return 42;
      });
      expect(result).toBe(42);
    });
    expect(recorded).toEqual({
      'aoss_executions_total{agent_type="general",server_tag="unknown"}': 1,
      'aoss_execution_steps_total{agent_type="general",status="Success"}': 1,
      'aoss_executions_completed_total{agent_type="general",server_tag="unknown",status="Success"}': 1,
      'aoss_execution_duration_seconds_count{agent_type="general",status="Success"}': 1,
      'aoss_execution_duration_seconds_sum{agent_type="general",status="Success"}': 1,
    });
  });

  it('ends as Failed with the error of its work', async () => {
    const error = new Error('no');
    const recorded = await changes(() =>
      expect(
        timed.withExecution({ agentType: 'general' }, () => {
          throw error;
        }),
      ).rejects.toBe(error),
    );
    expect(recorded).toMatchObject({
      'aoss_executions_completed_total{agent_type="general",server_tag="unknown",status="Failed"}': 1,
    });
    expect(recorded).not.toHaveProperty('aoss_active_executions{agent_type="general"}');
  });

  it('leaves the end to its work when that has said it', async () => {
    const recorded = await changes(() =>
      timed.withExecution({ agentType: 'general' }, (execution) => execution.complete('Failed')),
    );
    expect(recorded).toMatchObject({
      'aoss_executions_completed_total{agent_type="general",server_tag="unknown",status="Failed"}': 1,
    });
    expect(Object.keys(recorded).join()).not.toMatch(/Success|dropped/);
  });

  it('fails at the end of a block that was left without an end', async () => {
    const recorded = await changes(() => {
      using execution = aoss.startExecution({ agentType: 'general' });
      execution.step('Success');
    });
    expect(recorded).toMatchObject({
      'aoss_executions_completed_total{agent_type="general",server_tag="unknown",status="Failed"}': 1,
    });
    expect(recorded).not.toHaveProperty('aoss_active_executions{agent_type="general"}');
  });
});

describe('the rest of the backend', () => {
  it('counts API requests by template, with methods that HTTP names', async () => {
    const recorded = await changes(() => {
      aoss.recordApiRequest({ method: 'get', endpoint: '/executions/:id', status: 200 });
      aoss.recordApiRequest({ method: 'GET', endpoint: '/executions/:id', status: '200' });
      aoss.recordApiRequest({ method: 'BREW', endpoint: '/executions/:id', status: 405 });
      aoss.recordApiRequest({ method: 1, endpoint: '/', status: 200 } as never);
    });
    expect(recorded).toEqual({
      'aoss_api_requests_total{endpoint="/executions/:id",method="GET",status="200"}': 2,
      'aoss_api_requests_total{endpoint="/executions/:id",method="_OTHER",status="405"}': 1,
      ...droppedBecause('invalid_label'),
    });
  });

  it('counts database operations and compliance checks', async () => {
    const recorded = await changes(async () => {
      aoss.recordDbOperation({ operation: 'insert', status: 'Failed' });
      await aoss.withDbOperation({ operation: 'select' }, () => []);
      await aoss
        .withDbOperation({ operation: 'select' }, () => Promise.reject(new Error('locked')))
        .catch(() => {});
      aoss.recordComplianceCheck({ agentType: 'security', result: 'passed' });
    });
    expect(recorded).toEqual({
      'aoss_db_operations_total{operation="insert",status="Failed"}': 1,
      'aoss_db_operations_total{operation="select",status="Success"}': 1,
      'aoss_db_operations_total{operation="select",status="Failed"}': 1,
      'aoss_compliance_checks_total{agent_type="security",result="passed"}': 1,
    });
  });
});
