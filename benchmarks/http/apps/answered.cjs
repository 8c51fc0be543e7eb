// Counts the answers of a hello world for who started it, which asks through the channel to a child
// process: the load cannot say how many it got by a moment in between.
let requests = 0;
exports.answered = () => {
  requests += 1;
};
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send({ requests, micros: user + system });
});
// Started by hand, or while nobody asks, it may end.
process.channel?.unref();
