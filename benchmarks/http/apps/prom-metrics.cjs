// What one writes by hand with prom-client: a histogram with method, route and status, and a gauge of
// requests in flight.
const { Gauge, Histogram, register } = require('prom-client');

const duration = new Histogram({
  name: 'http_server_request_duration_seconds',
  help: 'Duration of HTTP server requests.',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
});
const active = new Gauge({ name: 'http_server_active_requests', help: 'Requests in flight.' });

exports.begin = () => {
  active.inc();
  return performance.now();
};
exports.end = (begun, method, route, status) => {
  active.dec();
  duration.observe({ method, route, status }, (performance.now() - begun) / 1000);
};
require('node:http')
  .createServer(async (_request, response) => response.end(await register.metrics()))
  .listen(0, '127.0.0.1')
  .unref();
