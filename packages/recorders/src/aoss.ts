export { type Aoss, aoss, createAoss } from './aoss/aoss.js';
export type {
  AgentType,
  Execution,
  ExecutionLabels,
  ExecutionStatus,
} from './aoss/execution.js';
export type { Clock, RecorderOptions } from './shared/clock.js';
