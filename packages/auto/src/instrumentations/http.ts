import { meter } from '@obs/core';
import {
  type HttpInstrumentationHandle,
  instrumentHttpClient,
  instrumentHttpServer,
} from '@obs/instrumentation-http';
import type { Start } from './install.js';

export const start: Start = ({ http, httpClient }, onError) => {
  const handles: HttpInstrumentationHandle[] = [];
  // A preset that has client families only says `http: false` beside them.
  if (http !== false || !httpClient) {
    handles.push(instrumentHttpServer({ meter, onError, ...(http && { families: http }) }));
  }
  // Names of one's own for servers, and the conventions' for clients, would be half a preset.
  if (httpClient || (httpClient === undefined && http === undefined)) {
    handles.push(
      instrumentHttpClient({ meter, onError, ...(httpClient && { families: httpClient }) }),
    );
  }
  return {
    disable: () => {
      for (const handle of handles) handle.disable();
    },
  };
};
