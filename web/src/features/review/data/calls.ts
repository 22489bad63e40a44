import { answer, authorized } from '@/api/client';
import type { ReclassifyScope } from '@/lib/reclassify';
import type {
  Batch,
  Difference,
  Estimate,
  Page,
  Proposal,
  ProposalDocument,
  Proposed,
  Reclassification,
  RejectedName,
  ReviewCounts,
  ReviewItem,
  Undone,
} from './types';

type Query = Record<string, string | number | undefined>;

async function ask<T>(method: string, path: string, query: Query = {}, body?: unknown, signal?: AbortSignal) {
  const url = new URL(path, location.origin);
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== '') url.searchParams.set(name, String(value));
  const request = new Request(url, {
    method,
    ...(signal ? { signal } : {}),
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
  });
  const response = await authorized(request);
  const text = await response.text();
  const read: unknown = text === '' ? undefined : JSON.parse(text);
  return await answer(
    Promise.resolve(response.ok ? { data: read as T, response } : { error: read, response }),
  );
}

/** Part of a decision about many suggestions at once. */
export interface Decisions {
  accept: string[];
  reject: string[];
  add: { documentId: string; topicId: string }[];
}
export interface NewTopic {
  name?: string;
  parentId?: string | null;
  confirm?: string[] | 'all';
}

export const calls = {
  review: (query: { after?: string; limit?: number; topicId?: string }, signal: AbortSignal) =>
    ask<Page<ReviewItem>>('GET', '/api/review', query, undefined, signal),
  counts: (query: { minConfidence?: number; topicId?: string }, signal: AbortSignal) =>
    ask<ReviewCounts>('GET', '/api/review/counts', query, undefined, signal),
  decide: (decisions: Decisions) => ask<Batch>('POST', '/api/review/decisions', {}, decisions),
  acceptAbove: (body: { minConfidence: number; topicId?: string }) =>
    ask<Batch>('POST', '/api/review/accept-above', {}, body),
  batches: (query: { after?: string; limit?: number }) => ask<Page<Batch>>('GET', '/api/batches', query),
  undo: (id: string) => ask<Undone>('POST', `/api/batches/${id}/undo`),
  proposals: (query: { after?: string; limit?: number }) =>
    ask<Page<Proposal>>('GET', '/api/proposals', query),
  proposalDocuments: (id: string, query: { after?: string; limit?: number }) =>
    ask<Page<ProposalDocument>>('GET', `/api/proposals/${id}/documents`, query),
  acceptProposal: (id: string, body: NewTopic) =>
    ask<Proposed>('POST', `/api/proposals/${id}/accept`, {}, body),
  mapProposal: (id: string, body: { topicId: string; keepAlias?: boolean; confirm?: string[] | 'all' }) =>
    ask<Proposed>('POST', `/api/proposals/${id}/map`, {}, body),
  rejectProposal: (id: string) => ask<undefined>('POST', `/api/proposals/${id}/reject`),
  rejected: (query: { after?: string; limit?: number }) =>
    ask<Page<RejectedName>>('GET', '/api/proposals/rejected', query),
  forgetRejected: (id: string) => ask<undefined>('DELETE', `/api/proposals/rejected/${id}`),
  estimate: (body: ReclassifyScope & { provider: string | null }, signal: AbortSignal) =>
    ask<Estimate>('POST', '/api/reclassifications/estimate', {}, body, signal),
  reclassify: (body: ReclassifyScope & { provider: string | null }) =>
    ask<Reclassification>('POST', '/api/reclassifications', {}, body),
  reclassifications: (query: { limit?: number }) =>
    ask<Page<Reclassification>>('GET', '/api/reclassifications', query),
  reclassification: (id: string) => ask<Reclassification>('GET', `/api/reclassifications/${id}`),
  differences: (id: string, query: { after?: string; limit?: number }) =>
    ask<Page<Difference>>('GET', `/api/reclassifications/${id}/differences`, query),
  apply: (id: string, exceptDocuments: string[]) =>
    ask<Batch>('POST', `/api/reclassifications/${id}/apply`, {}, { exceptDocuments }),
  drop: (id: string) => ask<undefined>('DELETE', `/api/reclassifications/${id}`),
  providers: () =>
    ask<{
      active: { provider: string; model: string | null };
      providers: { name: string; needsKey: boolean; hasKey: boolean; systemKey: boolean }[];
    }>('GET', '/api/ai/settings'),
};
