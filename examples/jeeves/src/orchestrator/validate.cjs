const longestAnswer = 2000;

/**
 * Looks at a result as a whole, which no agent of the pipeline did: is it an answer to the goal?
 *
 * @returns {string | undefined} what is wrong, or undefined
 */
exports.metaValidate = function metaValidate(goal, output) {
  if (output.trim() === '') return 'the answer is empty';
  if (output.length > longestAnswer) return `the answer is longer than ${longestAnswer} characters`;
  const words = wordsOf(goal);
  const shared = wordsOf(output).filter((word) => words.includes(word));
  if (words.length > 0 && shared.length === 0) return 'the answer is about something else';
  return undefined;
};

/** The words that carry meaning: longer than three letters, no directives. */
function wordsOf(text) {
  return text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => /^[a-z]{4,}/.test(word))
    .map((word) => word.replace(/[^a-z]/g, ''));
}
