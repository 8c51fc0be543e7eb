/**
 * Starts an Express app on `PORT` or its usual port. At SIGTERM: no new connections, requests in
 * flight may end, then their connections go too and `close` runs.
 */
module.exports = function listen(app, name, usualPort, close = () => {}) {
  const server = app.listen(Number(process.env.PORT ?? usualPort), (error) => {
    if (error) throw error;
    console.log(`${name} listening on port ${server.address().port}`);
  });
  const end = () => {
    server.close(close);
    const sweep = setInterval(() => server.closeIdleConnections(), 50);
    server.once('close', () => clearInterval(sweep));
  };
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, end);
  return server;
};
