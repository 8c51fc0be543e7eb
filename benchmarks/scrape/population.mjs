// What every subject exposes: counters with three labels, histograms with two and eleven bounds.

export const bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
export const counterName = 'http_server_requests_total';
export const histogramName = 'http_server_request_duration_seconds';

const methods = ['GET', 'POST', 'PUT', 'DELETE'];
const codes = ['200', '201', '400', '404', '500'];

export function counterLabels(i) {
  return {
    method: methods[i % methods.length],
    route: `/api/v1/orders/${i}/items`,
    status_code: codes[i % codes.length],
  };
}

export function histogramLabels(i) {
  return { method: methods[i % methods.length], route: `/api/v1/orders/${i}/items` };
}

/** Lines that the text format has for it, comments left out. */
export function lineCount(counters, histograms) {
  return counters + histograms * (bounds.length + 3);
}

/** A value for histogram `i` in round `round`: all buckets get some. */
export function observation(i, round) {
  return bounds[(i + round) % bounds.length] * 0.9;
}
