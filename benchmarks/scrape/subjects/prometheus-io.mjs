import client from '@prometheus-io/client';
import { promSubject } from './prom.mjs';

export const start = async (size) => promSubject(client, size);
