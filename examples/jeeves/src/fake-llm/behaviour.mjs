/** How the fake misbehaves, on request of the prompt: `#openai:slow`, `#openai:down:once-42`. */
const directive = /#(\w+):([a-z-]+)(?::once-([\w-]+))?/g;
const modes = new Set(['slow', 'hang', 'down', 'rate-limit', 'cut', 'garbled', 'off-topic']);

/** Keys of the `once` directives that were followed already; the oldest is forgotten first. */
const followed = new Set();
const mostFollowed = 10_000;

/** What the prompt wants of this provider, or `undefined` for the usual answer. */
export function behaviourOf(provider, prompt) {
  for (const [, wanted, mode, key] of prompt.matchAll(directive)) {
    if (wanted !== provider || !modes.has(mode)) continue;
    if (key === undefined) return mode;
    const once = `${provider}:${mode}:${key}`;
    if (followed.has(once)) continue;
    if (followed.size >= mostFollowed) followed.delete(followed.values().next().value);
    followed.add(once);
    return mode;
  }
  return undefined;
}

/** The answer to a question, always the same for the same question. */
export function answerTo(model, question, behaviour) {
  if (behaviour === 'off-topic') return 'The weather is lovely today, is it not?';
  const topic = question.replace(directive, '').trim().split(/\s+/).slice(0, 12).join(' ');
  return `${model} says about ${topic}: start small, measure, then decide.`;
}

/** A token is a word here. */
export function countTokens(text) {
  return text.split(/\s+/).filter((word) => word !== '').length;
}
