/** Calls that are agreed on, until the server's own description has them. */
export interface MoveFailure {
  documentId: string;
  title: string;
  code: string;
  reason: string;
}
export interface Move {
  id: string;
  from: string | null;
  to: string | null;
  toLabel: string;
  thenDelete: boolean;
  state: 'running' | 'done' | 'stopped';
  total: number;
  moved: number;
  failed: number;
  skipped: number;
  bytesTotal: number;
  bytesMoved: number;
  createdAt: string;
  finishedAt: string | null;
  failures: MoveFailure[];
}
export interface ConnectionTest {
  ok: boolean;
  message: string | null;
  code: string | null;
  usedBytes: number | null;
  totalBytes: number | null;
  account: string | null;
}
interface Body<T> {
  content: { 'application/json': T };
}
interface Path {
  parameters: { path: { id: string } };
}
export interface Coming {
  '/api/moves': {
    get: {
      parameters: { query?: { limit?: number; after?: string } };
      responses: { 200: Body<{ items: Move[]; next: string | null }> };
    };
    post: {
      requestBody: Body<{ to: string | null; documents?: string[]; from?: string; thenDelete?: boolean }>;
      responses: { 202: Body<Move> };
    };
  };
  '/api/moves/{id}/stop': { post: Path & { responses: { 200: Body<Move> } } };
  '/api/moves/{id}/retry': { post: Path & { responses: { 200: Body<Move> } } };
  '/api/connections/test': {
    post: {
      requestBody: Body<{
        kind: string;
        settings: Record<string, string>;
        credentials: Record<string, string>;
        connectionId?: string;
      }>;
      responses: { 200: Body<ConnectionTest> };
    };
  };
}
