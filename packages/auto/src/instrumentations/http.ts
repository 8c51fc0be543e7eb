import { meter } from '@obs/core';
import { instrumentHttpServer } from '@obs/instrumentation-http';
import type { Start } from './install.js';

export const start: Start = ({ http }, onError) =>
  instrumentHttpServer({ meter, onError, ...(http ? { families: http } : {}) });
