/**
 * Starts an Express app on `PORT` or its usual port, and ends it properly: no new connections,
 * requests in flight may end, then `close` runs.
 */
module.exports = function listen(app, name, usualPort, close = () => {}) {
  const server = app.listen(Number(process.env.PORT ?? usualPort), (error) => {
    if (error) throw error;
    console.log(`${name} listening on port ${server.address().port}`);
  });
  for (const signal of ['SIGTERM', 'SIGINT']) {
    process.once(signal, () => server.close(close));
  }
  return server;
};
