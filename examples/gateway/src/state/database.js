const { DatabaseSync } = require('node:sqlite');
const { state: recorder } = require('@obs/recorders/state');

const database = new DatabaseSync(process.env.DATABASE ?? ':memory:');
database.exec(`
  CREATE TABLE IF NOT EXISTS workflows (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'pending'
  ) STRICT;
  CREATE TABLE IF NOT EXISTS history (
    workflow INTEGER NOT NULL REFERENCES workflows(id), state TEXT NOT NULL,
    at INTEGER NOT NULL DEFAULT (unixepoch())
  ) STRICT;
`);

/**
 * One query; the operation is its first word in lower case.
 *
 * @returns {any[]} rows
 */
function query(sql, ...values) {
  const operation = sql.slice(0, sql.indexOf(' ')).toLowerCase();
  const begun = performance.now();
  try {
    return database.prepare(sql).all(...values);
  } finally {
    recorder.recordDbQuery({ operation, durationMillis: performance.now() - begun });
  }
}

module.exports = { query, isOpen: () => database.isOpen, close: () => database.close() };
