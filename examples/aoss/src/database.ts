import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { aoss as recorder } from '@obs/recorders/aoss';
import type { AgentType } from './plan.ts';

/** An execution as it is kept. */
export interface Row {
  readonly id: string;
  readonly agentType: AgentType;
  readonly serverTag: string | null;
  readonly status: 'Running' | 'Success' | 'Failed';
  readonly detail: string | null;
}

/** There is an execution with this id already. */
export class DuplicateId extends Error {}

/** Executions in SQLite. */
export class Database {
  readonly #db: DatabaseSync;

  /** @param file a path, or `:memory:` */
  constructor(file: string) {
    this.#db = new DatabaseSync(file);
    this.#db.exec(
      `CREATE TABLE IF NOT EXISTS executions (
        id TEXT PRIMARY KEY, agentType TEXT NOT NULL, serverTag TEXT, status TEXT NOT NULL,
        detail TEXT, at INTEGER NOT NULL DEFAULT (unixepoch())
      ) STRICT`,
    );
  }

  /** @throws DuplicateId */
  insert({ id, agentType, serverTag }: Pick<Row, 'id' | 'agentType' | 'serverTag'>): void {
    try {
      this.#run(
        'insert',
        "INSERT INTO executions (id, agentType, serverTag, status) VALUES (?, ?, ?, 'Running')",
        [id, agentType, serverTag],
      );
    } catch (error) {
      if (String(error).includes('UNIQUE')) throw new DuplicateId(`${id} was sent before`);
      throw error;
    }
  }

  end(id: string, status: Row['status'], detail: string | null): void {
    const sql = 'UPDATE executions SET status = ?, detail = ? WHERE id = ?';
    this.#run('update', sql, [status, detail, id]);
  }

  find(id: string): Row | undefined {
    const sql = 'SELECT id, agentType, serverTag, status, detail FROM executions WHERE id = ?';
    return this.#run('select', sql, [id])[0];
  }

  latest(count: number): Row[] {
    const sql =
      'SELECT id, agentType, serverTag, status, detail FROM executions ORDER BY rowid DESC LIMIT ?';
    return this.#run('select', sql, [count]);
  }

  /** Whether there was one. */
  delete(id: string): boolean {
    return this.#run('delete', 'DELETE FROM executions WHERE id = ? RETURNING id', [id]).length > 0;
  }

  isOpen(): boolean {
    return this.#db.isOpen;
  }

  close(): void {
    this.#db.close();
  }

  #run(operation: string, sql: string, values: SQLInputValue[]): Row[] {
    let status: 'Success' | 'Failed' = 'Failed';
    try {
      const rows = this.#db.prepare(sql).all(...values) as unknown as Row[];
      status = 'Success';
      return rows;
    } finally {
      recorder.recordDbOperation({ operation, status });
    }
  }
}
