/** Bytes of a request's body that are read. A form with a PromQL query is far smaller. */
export const maxBodyBytes = 64 * 1024;

/** What reading a body throws beyond the limit. */
export function bodyTooLarge(): RangeError {
  return new RangeError(`The body is larger than ${maxBodyBytes} bytes.`);
}
