/** What the program may touch; tests bring their own. */
export interface CliHost {
  readonly cwd: string;
  out(text: string): void;
  err(text: string): void;
}

export const thisProcess: CliHost = {
  cwd: process.cwd(),
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
};
