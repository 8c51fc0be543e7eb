import { onModuleLoad } from '@obs/module-hooks';
import { activeSpanFields, withFields } from './active-span.js';

type AsJson = (this: unknown, ...args: unknown[]) => unknown;

/**
 * pino: the fields come at the end of the line. The function that writes the line is replaced where
 * pino keeps it, before pino itself takes it from there: that holds for every logger, child and
 * transport, and a `mixin` of the application stays what it is.
 */
export function correlatePino(onError: (error: unknown) => void): () => void {
  return onModuleLoad(
    { name: 'pino', file: 'lib/tools.js' },
    ({ exports }) => {
      const { asJson } = exports as { readonly asJson?: AsJson };
      if (typeof asJson !== 'function') throw new Error('this version of pino is not known');
      exports.asJson = function correlated(this: unknown, ...args: unknown[]): unknown {
        const line = asJson.apply(this, args);
        const fields = activeSpanFields();
        return fields === undefined || typeof line !== 'string' ? line : withFields(line, fields);
      };
    },
    onError,
  );
}
