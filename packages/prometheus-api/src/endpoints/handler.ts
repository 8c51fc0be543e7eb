import type { Aggregator } from '../aggregation/aggregator.js';
import type { BudgetedEndpoint } from '../aggregation/options.js';
import type { Section, View } from '../aggregation/outcome.js';
import { type TextSection, textSections } from '../plan/families.js';
import type { Plan } from '../plan/plan.js';
import { writeDocs } from './docs.js';
import { endpoints } from './endpoints.js';
import { errorsHeader } from './errors-header.js';
import { strictStatus } from './failure.js';
import { openApiDocument } from './openapi.js';
import { type AllViews, type Rendered, renderAll, renderSection, renderSummary } from './render.js';
import {
  bytesResponse,
  contentTypes,
  type Handler,
  type HandlerRequest,
  type HandlerResponse,
  jsonResponse,
} from './types.js';

type Answer = (request: ParsedRequest) => Promise<HandlerResponse>;

interface ParsedRequest {
  readonly strict: boolean;
}

/** A rendered answer and what it was rendered from. */
interface Kept {
  readonly sections: readonly Section[];
  readonly stale: boolean;
  readonly rendered: Rendered;
  readonly errorsHeader: string;
}

/** A handler of the eight endpoints under `prefix`, and of `openapi.json` beside them. */
export function endpointsHandler(aggregator: Aggregator, prefix: string): Handler {
  const { plan, config } = aggregator;
  const routes = new Map<string, Answer>();
  for (const { name } of endpoints) {
    if (name !== 'docs') routes.set(`${prefix}/${name}`, answering(name, aggregator, plan));
  }
  routes.set(`${prefix}/docs`, unchanging(contentTypes.markdown, writeDocs(plan, config, prefix)));
  routes.set(
    `${prefix}/openapi.json`,
    unchanging(contentTypes.json, JSON.stringify(openApiDocument({ prefix }))),
  );
  return async (request) => {
    const { path, query } = splitUrl(request.url);
    const answer = routes.get(path);
    if (!answer) return path.startsWith(`${prefix}/`) ? notFound(routes) : undefined;
    if (request.method !== 'GET' && request.method !== 'HEAD') return notAllowed(request);
    return answer({ strict: isOn(query.get('strict')) });
  };
}

function answering(name: BudgetedEndpoint, aggregator: Aggregator, plan: Plan): Answer {
  const budget = aggregator.config.budgets[name];
  let kept: Kept | undefined;
  const respond = (
    views: readonly View[],
    render: () => Rendered,
    { strict }: ParsedRequest,
  ): HandlerResponse => {
    const sections = views.map((view) => view.section);
    const stale = views.some((view) => view.stale);
    if (!kept || kept.stale !== stale || !same(kept.sections, sections)) {
      const rendered = render();
      kept = { sections, stale, rendered, errorsHeader: errorsHeader(rendered.errors) };
    }
    const ageMillis = Math.max(...views.map((view) => view.ageMillis));
    const isComplete = sections.every((section) => section.complete);
    const contentType = name === 'summary' ? contentTypes.json : contentTypes.text;
    return bytesResponse(strict ? strictStatus(sections) : 200, contentType, kept.rendered.body, {
      age: String(Math.floor(ageMillis / 1000)),
      'cache-control': isComplete
        ? `max-age=${Math.ceil(aggregator.config.freshMillis / 1000)}`
        : 'no-store',
      'x-obs-stale': String(stale),
      ...(kept.rendered.errors.length > 0 ? { 'x-obs-errors': kept.errorsHeader } : {}),
    });
  };
  if (name === 'all') {
    return async (request) => {
      const views = await allViews(aggregator, budget);
      const list = [views.summary, ...textSections.map((section) => views.text[section])];
      return respond(list, () => renderAll(plan, views), request);
    };
  }
  return async (request) => {
    // What is kept is answered without a turn of the event loop.
    const view = aggregator.kept(name) ?? (await aggregator.get(name, budget));
    const render = () =>
      name === 'summary' ? renderSummary(plan, view) : renderSection(plan, name, view);
    return respond([view], render, request);
  };
}

async function allViews(aggregator: Aggregator, budget: number): Promise<AllViews> {
  const get = (name: TextSection) => aggregator.get(name, budget);
  const [summary, ...text] = await Promise.all([
    aggregator.get('summary', budget),
    ...textSections.map(get),
  ]);
  const byName = Object.fromEntries(textSections.map((name, index) => [name, text[index]!]));
  return { summary, text: byName as AllViews['text'] };
}

function unchanging(contentType: string, text: string): Answer {
  const body = Buffer.from(text);
  return async () => bytesResponse(200, contentType, body, { 'cache-control': 'max-age=300' });
}

function notFound(routes: ReadonlyMap<string, Answer>): HandlerResponse {
  return jsonResponse(404, { error: { message: `There is: ${[...routes.keys()].join(', ')}` } });
}

function notAllowed({ method }: HandlerRequest): HandlerResponse {
  return jsonResponse(
    405,
    { error: { message: `${method} is not supported; use GET.` } },
    { allow: 'GET, HEAD' },
  );
}

/** Path and query of a request target or a whole URL; nothing of it is decoded. */
export function splitUrl(url: string): { path: string; query: URLSearchParams } {
  const target = url.startsWith('/') ? url : pathOf(url);
  const mark = target.indexOf('?');
  if (mark === -1) return { path: target, query: new URLSearchParams() };
  return { path: target.slice(0, mark), query: new URLSearchParams(target.slice(mark + 1)) };
}

function pathOf(url: string): string {
  if (!URL.canParse(url)) return url;
  const { pathname, search } = new URL(url);
  return `${pathname}${search}`;
}

function isOn(value: string | null): boolean {
  return value !== null && value !== '0' && value !== 'false';
}

function same(a: readonly Section[], b: readonly Section[]): boolean {
  return a.length === b.length && a.every((section, index) => section === b[index]);
}
