/** The processes of the fleet, in the order in which they start: whoever is called comes first. */
export const services = [
  {
    id: 'executives',
    script: '@obs-example/executives/src/server.ts',
    preset: 'executives',
    ports: { PORT: 8300 },
    scrape: { job: 'executives', port: 'PORT', labels: {} },
  },
  {
    id: 'governance',
    script: '@obs-example/governance/src/server.mjs',
    preset: 'governance',
    ports: { PORT: 8400 },
    scrape: { job: 'governance', port: 'PORT', labels: {} },
  },
  {
    id: 'duplex',
    script: '@obs-example/duplex/src/server.ts',
    preset: 'duplex',
    ports: { PORT: 8700 },
    scrape: { job: 'voila-duplex', port: 'PORT', labels: {} },
  },
  {
    id: 'fake-llm',
    script: '@obs-example/jeeves/src/fake-llm/server.mjs',
    ports: { PORT: 8090 },
  },
  {
    id: 'jeeves-engine',
    script: '@obs-example/jeeves/src/engine/server.mjs',
    preset: 'jeeves-engine',
    ports: { GRPC_PORT: 50_051, METRICS_PORT: 9090 },
    scrape: {
      job: 'jeeves-grpc',
      port: 'METRICS_PORT',
      labels: { service: 'coreengine', component: 'grpc-server' },
    },
    calls: { LLM_URL: 'http://fake-llm' },
  },
  {
    id: 'jeeves-gateway',
    script: '@obs-example/jeeves/src/gateway/server.ts',
    preset: 'jeeves',
    ports: { PORT: 8000 },
    scrape: {
      job: 'jeeves-http-gateway',
      port: 'PORT',
      labels: { service: 'avionics', component: 'http-gateway' },
    },
    calls: { ENGINE_ADDRESS: 'jeeves-engine' },
  },
  {
    id: 'jeeves-orchestrator',
    script: '@obs-example/jeeves/src/orchestrator/server.cjs',
    preset: 'jeeves',
    ports: { PORT: 8000 },
    scrape: {
      job: 'jeeves-orchestrator',
      port: 'PORT',
      labels: { service: 'avionics', component: 'orchestrator' },
    },
    calls: { ENGINE_ADDRESS: 'jeeves-engine' },
  },
  {
    id: 'aoss',
    script: '@obs-example/aoss/src/server.ts',
    preset: 'aoss',
    ports: { PORT: 8000 },
    scrape: { job: 'aoss-backend', port: 'PORT', labels: {} },
  },
  {
    id: 'fakes',
    script: '@obs-example/gateway/src/fakes/server.js',
    ports: { PORT: 8095 },
  },
  {
    id: 'gateway',
    script: '@obs-example/gateway/src/gateway/server.js',
    preset: 'gateway',
    ports: { PORT: 8000 },
    scrape: {
      job: 'gateway-mcp',
      port: 'PORT',
      labels: { cluster: 'dev-tools', role: 'tool-gateway', service: 'gateway-mcp' },
    },
    calls: { LINEAR_URL: 'http://fakes' },
  },
  {
    id: 'state-persistence',
    script: '@obs-example/gateway/src/state/server.js',
    preset: 'state',
    ports: { PORT: 8008 },
    scrape: {
      job: 'state-persistence',
      port: 'PORT',
      labels: { cluster: 'dev-tools', role: 'workflow-state', service: 'state-persistence' },
    },
  },
  {
    id: 'orchestrator',
    script: '@obs-example/gateway/src/orchestrator/server.js',
    preset: 'orchestrator',
    ports: { PORT: 8001 },
    scrape: {
      job: 'orchestrator',
      port: 'PORT',
      labels: { cluster: 'dev-tools', agent_type: 'coordinator', service: 'orchestrator' },
    },
    calls: {
      GATEWAY_URL: 'http://gateway',
      STATE_URL: 'http://state-persistence',
      LLM_URL: 'http://fakes',
    },
  },
] as const satisfies readonly Service[];

/** One process. */
export interface Service {
  readonly id: string;
  /** A file of an installed package. */
  readonly script: string;
  /** The preset of `@obs/auto`; absent for what stands for the outside world and runs without it. */
  readonly preset?: string;
  /** Environment variables that take a port, with the usual one. The first is where it is called. */
  readonly ports: Readonly<Record<string, number>>;
  /** How it is scraped, as the contract has it. */
  readonly scrape?: {
    readonly job: string;
    readonly port: string;
    readonly labels: Readonly<Record<string, string>>;
  };
  /** Environment variables that take the address of another service: its id, or a URL of its id. */
  readonly calls?: Readonly<Record<string, string>>;
}

export type ServiceId = (typeof services)[number]['id'];
