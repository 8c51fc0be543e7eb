import { Script } from 'node:vm';
import type { Recorder } from './compile.js';

/** What an application calls on an instrument, and what it does at present. */
export interface RecorderSwitch {
  /** `add` or `record`: one function for as long as the instrument lives. */
  readonly record: Recorder;
  /** Lets `recorder` do the work, which changes often or is not worth a place in the caller's code. */
  general(recorder: Recorder): void;
  /** Lets `recorder` do the work, which was compiled for this instrument. */
  compiled(recorder: Recorder): void;
}

/**
 * Calls a recorder that is not worth a place in the caller's code, which has room for 920 bytes of
 * bytecode: the one that an instrument starts with would take it up for good.
 */
function callGeneral(recorder: Recorder, value: number, attributes: never, context: never): void {
  recorder(value, attributes, context);
}

// V8 gives up on a call that has had several targets. That must have happened before the first one.
const strangers: Recorder[] = [() => {}, () => {}, () => {}, () => {}];
for (let i = 0; i < 400; i++) {
  callGeneral(strangers[i % 4] as Recorder, 0, undefined as never, undefined as never);
}

/**
 * V8 puts a function into the code of its caller only if that caller has called nothing else in
 * this place, and never looks again. So the function that an instrument hands out stays the same,
 * and each recorder that is compiled behind it is called from a place of its own; beyond the last
 * place they are merely called. Measured in DESIGN.md, "One function for each instrument".
 *
 * A script, since what V8 learns is then kept for each run of it, while its code is shared. It
 * takes 4 µs, a function from text 25.
 */
const script = new Script(
  `((callGeneral) => {
    let place = 0, general, first, second, third, last;
    return {
      record(value, attributes, context) {
        if (place === 1) first(value, attributes, context);
        else if (place === 0) callGeneral(general, value, attributes, context);
        else if (place === 2) second(value, attributes, context);
        else if (place === 3) third(value, attributes, context);
        else last(value, attributes, context);
      },
      general(recorder) {
        general = recorder;
        place = 0;
      },
      compiled(recorder) {
        if (first === undefined) { first = recorder; place = 1; }
        else if (second === undefined) { second = recorder; place = 2; }
        else if (third === undefined) { third = recorder; place = 3; }
        else { last = recorder; place = 4; }
      },
    };
  })`,
  { filename: 'obs:recorder' },
);

export function makeRecorderSwitch(): RecorderSwitch {
  return script.runInThisContext()(callGeneral) as RecorderSwitch;
}
