/** Calls that are agreed on, until the server's own description has them. */
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
export interface Coming {
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
