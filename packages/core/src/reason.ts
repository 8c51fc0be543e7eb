/** What an error says, on behalf of a log line. Never throws, whatever was thrown. */
export function reasonOf(error: unknown): string {
  try {
    if (!(error instanceof Error)) return String(error);
    // An AggregateError of a failed connection has a code and no message.
    return String(error.message || (error as NodeJS.ErrnoException).code || error.name);
  } catch {
    return 'a value that cannot be shown';
  }
}
