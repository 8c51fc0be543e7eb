import { type Handler, textResponse } from './types.js';

/** Sends each request to the handler of its path; 404 for others. Paths are compared whole. */
export function routed(routes: Readonly<Record<string, Handler>>): Handler {
  const table = new Map(Object.entries(routes));
  const paths = [...table.keys()].join(', ');
  return async (request) => {
    const handler = table.get(pathOf(request.url));
    if (handler) return handler(request);
    return textResponse(404, `Not found. There is: ${paths}\n`);
  };
}

/** The path of a request target, without query; the text itself when it is no URL. */
export function pathOf(url: string): string {
  const parsed = URL.canParse(url, 'http://host') ? new URL(url, 'http://host') : undefined;
  return parsed?.pathname ?? url;
}
