import type * as grpc from '@grpc/grpc-js';
import { expectTypeOf, it } from 'vitest';
import { type Aoss, aoss } from '../src/aoss.js';
import { type Executives, executives } from '../src/executives.js';
import { type Jeeves, jeeves } from '../src/jeeves.js';

it('refuses a misspelt value and a duration without a unit', () => {
  expectTypeOf<Parameters<Jeeves['recordPipelineExecution']>[0]['status']>().toEqualTypeOf<
    'success' | 'error' | 'terminated'
  >();
  expectTypeOf<Parameters<Executives['withAnalysis']>[0]['executive']>().toEqualTypeOf<
    'ceo' | 'cfo' | 'cto'
  >();
  expectTypeOf<Parameters<Aoss['startExecution']>[0]['agentType']>().toEqualTypeOf<
    'general' | 'network' | 'database' | 'security'
  >();
  const never = () => {
    // @ts-expect-error no duration
    jeeves.recordAgentExecution({ agent: 'a', status: 'success' });
    jeeves.recordAgentExecution({
      agent: 'a',
      status: 'success',
      // @ts-expect-error neither seconds nor milliseconds
      duration: 5,
    });
    // @ts-expect-error both
    executives.recordAnalysis({ executive: 'ceo', durationSeconds: 1, durationMillis: 1 });
    // @ts-expect-error misspelt
    aoss.startExecution({ agentType: 'general' }).complete('success');
  };
  expectTypeOf(never).toBeFunction();
});

it('gives what the work gives', () => {
  const pipeline = () => jeeves.withPipelineExecution({ pipeline: 'p' }, async () => ({ a: 1 }));
  expectTypeOf(pipeline).returns.toEqualTypeOf<Promise<{ a: number }>>();
  const execution = () => aoss.withExecution({ agentType: 'general' }, () => 'text');
  expectTypeOf(execution).returns.toEqualTypeOf<Promise<string>>();
});

it('makes interceptors of the types of the module that it is given', () => {
  const interceptors = (module: typeof grpc) => jeeves.grpcServerInterceptors(module);
  expectTypeOf(interceptors).returns.toExtend<grpc.ServerInterceptor[]>();
});
