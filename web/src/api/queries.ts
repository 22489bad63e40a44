import { QueryClient } from '@tanstack/vue-query';
import { ApiError } from './problem';

/** Query keys start with what they are about, so that an event of the server can invalidate all of it. */
export const keys = {
  setup: ['setup'] as const,
  documents: ['documents'] as const,
  document: (id: string) => ['documents', 'one', id] as const,
  /** Apart from `documents`: a list may be long, so its rows are patched one by one instead of fetched again. */
  documentLists: ['documentLists'] as const,
  topics: ['topics'] as const,
  rules: (topicId: string) => ['topics', topicId, 'rules'] as const,
  search: ['search'] as const,
  review: ['review'] as const,
  batches: ['batches'] as const,
  proposals: ['proposals'] as const,
  reclassifications: ['reclassifications'] as const,
  jobs: ['jobs'] as const,
  sessions: ['sessions'] as const,
  security: ['security'] as const,
  adminUsers: ['adminUsers'] as const,
  adminInvitations: ['adminInvitations'] as const,
  adminAudit: ['adminAudit'] as const,
  adminAuditActions: ['adminAudit', 'actions'] as const,
  adminAuditExports: ['adminAudit', 'exports'] as const,
  adminVerifications: ['adminVerifications'] as const,
  adminQueues: ['adminQueues'] as const,
  adminStorage: ['adminStorage'] as const,
  adminMail: ['adminMail'] as const,
  adminHealth: ['adminHealth'] as const,
  adminVersions: ['adminVersions'] as const,
  ownAudit: ['ownAudit'] as const,
  uploads: ['uploads'] as const,
  connections: ['connections'] as const,
  connectionKinds: ['connectionKinds'] as const,
  moves: ['moves'] as const,
  ai: ['ai'] as const,
  aiSettings: ['ai', 'settings'] as const,
  aiUsage: ['ai', 'usage'] as const,
  aiContext: ['ai', 'context'] as const,
  systemAi: ['ai', 'system'] as const,
};

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (failures, error) => failures < 2 && isTransient(error),
    },
    mutations: { retry: false },
  },
});

function isTransient(error: unknown): boolean {
  return !(error instanceof ApiError) || error.status === 0 || error.status >= 500;
}
