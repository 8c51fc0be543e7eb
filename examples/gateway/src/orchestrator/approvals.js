/** Tasks that wait for a human, by id. */
const waiting = new Map();

/**
 * Waits until a human has decided, or the time is over.
 *
 * @returns {Promise<'approved' | 'rejected' | 'timeout'>}
 */
function waitForApproval(id, timeoutMillis) {
  return new Promise((resolve) => {
    const end = (decision) => {
      clearTimeout(timer);
      waiting.delete(id);
      resolve(decision);
    };
    const timer = setTimeout(end, timeoutMillis, 'timeout');
    waiting.set(id, end);
  });
}

/** A human's decision. Whether somebody waited for it. */
function decide(id, decision) {
  const end = waiting.get(id);
  end?.(decision);
  return end !== undefined;
}

/** Nobody will decide any more: the service ends. */
function rejectAll() {
  for (const end of waiting.values()) end('rejected');
}

module.exports = { waitForApproval, decide, rejectAll };
