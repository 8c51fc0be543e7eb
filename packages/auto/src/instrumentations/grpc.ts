import { meter } from '@obs/core';
import { instrumentGrpc } from '@obs/instrumentation-grpc';
import { onModuleLoad } from '@obs/module-hooks';
import type { Start } from './install.js';

/** Makes instruments once there is something to record: an application without gRPC has none. */
export const start: Start = ({ grpc }, onError) => {
  let disable = onModuleLoad(
    { name: '@grpc/grpc-js' },
    () => {
      disable();
      const families = grpc ? { families: grpc } : {};
      ({ disable } = instrumentGrpc({ meter, onError, ...families }));
    },
    onError,
  );
  return { disable: () => disable() };
};
