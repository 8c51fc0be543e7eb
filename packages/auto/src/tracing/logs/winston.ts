import { onModuleLoad } from '@obs/module-hooks';
import { activeSpanFields } from './active-span.js';

type Write = (this: unknown, info: unknown, ...rest: unknown[]) => unknown;

/** winston 3: the fields are properties of the entry, which formats and transports see like any other. */
export function correlateWinston(onError: (error: unknown) => void): () => void {
  return onModuleLoad(
    { name: 'winston', versions: { from: '3' }, file: 'lib/winston/logger.js' },
    ({ exports }) => {
      const { prototype } = exports as { readonly prototype?: { write?: Write } };
      const write = prototype?.write;
      if (prototype === undefined || typeof write !== 'function') {
        throw new Error('this version of winston is not known');
      }
      prototype.write = function correlated(this: unknown, info: unknown, ...rest: unknown[]) {
        const fields = activeSpanFields();
        const isEntry = typeof info === 'object' && info !== null;
        return write.call(this, fields && isEntry ? { ...info, ...fields } : info, ...rest);
      };
    },
    onError,
  );
}
