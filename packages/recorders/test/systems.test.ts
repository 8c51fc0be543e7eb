import { describe, expect, it } from 'vitest';
import { duplex } from '../src/duplex.js';
import { createExecutives, executives } from '../src/executives.js';
import { createGateway, gateway } from '../src/gateway.js';
import { createGovernance, governance } from '../src/governance.js';
import { createOrchestrator, orchestrator } from '../src/orchestrator.js';
import { createState, state } from '../src/state.js';
import { changes, droppedBecause, testClock } from './changes.js';

const clock = testClock();
const { now } = clock;
const failing = () => Promise.reject(new Error('no'));

describe('executives', () => {
  const timed = createExecutives({ now });

  it('count every analysis at its end, and failures among them', async () => {
    const recorded = await changes(async () => {
      executives.recordAnalysis({ executive: 'ceo', durationSeconds: 1 });
      executives.recordAnalysis({ executive: 'ceo', durationMillis: 500, failed: true });
      expect(
        await timed.withAnalysis({ executive: 'cfo' }, () => {
          clock.advance(2000);
          return 'buy';
        }),
      ).toBe('buy');
      await expect(timed.withAnalysis({ executive: 'cfo' }, failing)).rejects.toThrow('no');
      await timed.withAnalysis({ executive: 'cfo' }, (analysis) => analysis.fail());
    });
    expect(recorded).toEqual({
      'executive_analysis_total{executive="ceo"}': 2,
      'executive_analysis_failures_total{executive="ceo"}': 1,
      'executive_analysis_duration_seconds_count{executive="ceo"}': 2,
      'executive_analysis_duration_seconds_sum{executive="ceo"}': 1.5,
      'executive_analysis_total{executive="cfo"}': 3,
      'executive_analysis_failures_total{executive="cfo"}': 2,
      'executive_analysis_duration_seconds_count{executive="cfo"}': 3,
      'executive_analysis_duration_seconds_sum{executive="cfo"}': 2,
    });
  });

  it('state their consensus', async () => {
    expect(await changes(() => executives.recordConsensusScore(0.75))).toEqual({
      executive_consensus_score: 0.75,
    });
  });
});

describe('governance', () => {
  const timed = createGovernance({ now });

  it('counts deliberations, votes and violations', async () => {
    const recorded = await changes(async () => {
      governance.recordDeliberation({ durationSeconds: 1 });
      await timed.withDeliberation(() => clock.advance(3000));
      await timed.withDeliberation(failing).catch(() => {});
      governance.recordVote({ outcome: 'approved' });
      governance.recordPolicyViolation({ policy: 'spending-limit' });
    });
    expect(recorded).toEqual({
      governance_deliberation_total: 3,
      governance_deliberation_duration_seconds_count: 3,
      governance_deliberation_duration_seconds_sum: 4,
      'governance_vote_total{outcome="approved"}': 1,
      'governance_policy_violations_total{policy="spending-limit"}': 1,
    });
  });
});

describe('duplex', () => {
  it('counts a session as active until it ends, once', async () => {
    const opened = await changes(() => duplex.startSession());
    expect(opened).toEqual({ duplex_sessions_total: 1, duplex_sessions_active: 1 });
    const session = duplex.startSession();
    expect(await changes(() => session.end())).toEqual({ duplex_sessions_active: -1 });
    expect(await changes(() => session.end())).toEqual(droppedBecause('ended_twice'));
  });

  it('ends a session with its work, whatever becomes of it', async () => {
    const recorded = await changes(async () => {
      expect(await duplex.withSession(() => 'bye')).toBe('bye');
      await expect(duplex.withSession(failing)).rejects.toThrow('no');
      await duplex.withSession((session) => session.end());
      using _session = duplex.startSession();
    });
    expect(recorded).toEqual({ duplex_sessions_total: 4 });
  });

  it('records round trips in seconds', async () => {
    const recorded = await changes(() => {
      duplex.recordRtt(0.2);
      duplex.recordRttMillis(50);
    });
    expect(recorded).toEqual({ duplex_rtt_seconds_count: 2, duplex_rtt_seconds_sum: 0.25 });
  });

  it('states the audio quality', async () => {
    expect(await changes(() => duplex.recordAudioQuality(4.5))).toEqual({
      duplex_audio_quality_score: 4.5,
    });
  });
});

describe('gateway', () => {
  const timed = createGateway({ now });

  it('records calls to Linear and OAuth flows', async () => {
    const recorded = await changes(async () => {
      gateway.recordLinearApiCall({ operation: 'issues', status: 'success', durationMillis: 100 });
      await timed.withLinearApiCall({ operation: 'issues' }, () => clock.advance(900));
      await timed.withLinearApiCall({ operation: 'issues' }, failing).catch(() => {});
      gateway.recordOauthFlow({ provider: 'linear', outcome: 'denied' });
    });
    expect(recorded).toEqual({
      'gateway_linear_api_calls_total{operation="issues",status="success"}': 2,
      'gateway_linear_api_calls_total{operation="issues",status="error"}': 1,
      'gateway_linear_api_duration_seconds_count{operation="issues"}': 3,
      'gateway_linear_api_duration_seconds_sum{operation="issues"}': 1,
      'gateway_oauth_flows_total{outcome="denied",provider="linear"}': 1,
    });
  });
});

describe('state', () => {
  const timed = createState({ now });

  it('records queries, transitions and completions', async () => {
    const recorded = await changes(async () => {
      state.recordDbQuery({ operation: 'select', durationSeconds: 0.5 });
      await timed.withDbQuery({ operation: 'select' }, () => clock.advance(250));
      await timed.withDbQuery({ operation: 'select' }, failing).catch(() => {});
      state.recordTransition({ from: 'draft', to: 'review' });
      state.recordWorkflowCompletion({ outcome: 'cancelled' });
    });
    expect(recorded).toEqual({
      'state_db_query_duration_seconds_count{operation="select"}': 3,
      'state_db_query_duration_seconds_sum{operation="select"}': 0.75,
      'state_transitions_total{from="draft",to="review"}': 1,
      'state_workflow_completions_total{outcome="cancelled"}': 1,
    });
  });
});

describe('orchestrator', () => {
  const timed = createOrchestrator({
    now,
    prices: { gpt: { promptUsdPerMillion: 1, completionUsdPerMillion: 3 } },
  });

  it('records tasks by their outcome', async () => {
    const recorded = await changes(async () => {
      orchestrator.recordTask({ agent: 'a', outcome: 'completed', durationSeconds: 1 });
      await timed.withTask({ agent: 'a' }, () => clock.advance(1000));
      await timed.withTask({ agent: 'a' }, failing).catch(() => {});
      await timed.withTask({ agent: 'a' }, (task) => task.cancel());
      orchestrator.recordAgentSelection({ agent: 'a', reason: 'skill' });
    });
    expect(recorded).toEqual({
      'orchestrator_tasks_total{agent="a",outcome="completed"}': 2,
      'orchestrator_tasks_total{agent="a",outcome="failed"}': 1,
      'orchestrator_tasks_total{agent="a",outcome="cancelled"}': 1,
      'orchestrator_task_duration_seconds_count{agent="a"}': 4,
      'orchestrator_task_duration_seconds_sum{agent="a"}': 2,
      'orchestrator_agent_selections_total{agent="a",reason="skill"}': 1,
    });
  });

  it('records approvals with the time that they were waited for', async () => {
    const recorded = await changes(async () => {
      orchestrator.recordHitlApproval({ outcome: 'timeout', durationSeconds: 3600 });
      const outcome = await timed.withHitlApproval(async () => {
        clock.advance(60_000);
        return 'approved';
      });
      expect(outcome).toBe('approved');
    });
    expect(recorded).toEqual({
      'orchestrator_hitl_approvals_total{outcome="timeout"}': 1,
      'orchestrator_hitl_approvals_total{outcome="approved"}': 1,
      orchestrator_hitl_approval_wait_seconds_count: 2,
      orchestrator_hitl_approval_wait_seconds_sum: 3660,
    });
  });

  it('records nothing of a request for approval that broke', async () => {
    expect(await changes(() => timed.withHitlApproval(failing).catch(() => {}))).toEqual({});
  });

  it('records tokens and their cost', async () => {
    const recorded = await changes(() => {
      timed.recordLlmUsage({
        provider: 'openai',
        model: 'gpt',
        promptTokens: 1_000_000,
        completionTokens: 2_000_000,
      });
      orchestrator.recordLlmUsage({ provider: 'other', model: 'gpt', costUsd: 1 });
    });
    expect(recorded).toEqual({
      'orchestrator_llm_tokens_total{model="gpt",provider="openai",type="prompt"}': 1_000_000,
      'orchestrator_llm_tokens_total{model="gpt",provider="openai",type="completion"}': 2_000_000,
      'orchestrator_llm_cost_usd_total{model="gpt",provider="openai"}': 7,
      'orchestrator_llm_cost_usd_total{model="gpt",provider="other"}': 1,
    });
  });
});
