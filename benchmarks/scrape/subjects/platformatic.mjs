import client from '@platformatic/prom-client';
import { promSubject } from './prom.mjs';

export const start = async (size) => promSubject(client, size);
