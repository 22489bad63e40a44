import { answer, api } from '@/api/client';
import type { Decisions, ProposalAcceptance } from '@/api/types';
import type { components } from '@/api/schema';
import type { ReclassifyScope } from '@/lib/reclassify';

interface Paging {
  after?: string;
  limit?: number;
}
type Schemas = components['schemas'];
type Sorting = ReclassifyScope & { provider: string | null };

/** The part of the server's interface that the review uses. */
export const calls = {
  review: (query: Paging & { topicId?: string }, signal: AbortSignal) =>
    answer(api.GET('/api/review', { params: { query }, signal })),
  counts: (query: { minConfidence?: number; topicId?: string }, signal: AbortSignal) =>
    answer(api.GET('/api/review/counts', { params: { query }, signal })),
  decide: (body: Decisions) => answer(api.POST('/api/review/decisions', { body })),
  acceptAbove: (body: { minConfidence: number; topicId?: string }) =>
    answer(api.POST('/api/review/accept-above', { body })),

  batches: (query: Paging) => answer(api.GET('/api/batches', { params: { query } })),
  undo: (id: string) => answer(api.POST('/api/batches/{id}/undo', { params: { path: { id } } })),

  proposals: (query: Paging) => answer(api.GET('/api/proposals', { params: { query } })),
  proposalDocuments: (id: string, query: Paging) =>
    answer(api.GET('/api/proposals/{id}/documents', { params: { path: { id }, query } })),
  acceptProposal: (id: string, body: ProposalAcceptance) =>
    answer(
      api.POST('/api/proposals/{id}/accept', {
        params: { path: { id } },
        body: body as unknown as Schemas['ProposalControllerAcceptance'],
      }),
    ),
  mapProposal: (id: string, topicId: string) =>
    answer(
      api.POST('/api/proposals/{id}/map', {
        params: { path: { id } },
        body: { topicId, keepAlias: true, confirm: 'all' } as unknown as Schemas['ProposalControllerMapping'],
      }),
    ),
  rejectProposal: (id: string) =>
    answer(api.POST('/api/proposals/{id}/reject', { params: { path: { id } } })),
  rejected: (query: Paging) => answer(api.GET('/api/proposals/rejected', { params: { query } })),
  forgetRejected: (id: string) =>
    answer(api.DELETE('/api/proposals/rejected/{id}', { params: { path: { id } } })),

  estimate: (body: Sorting, signal: AbortSignal) =>
    answer(api.POST('/api/reclassifications/estimate', { body, signal })),
  reclassify: (body: Sorting) => answer(api.POST('/api/reclassifications', { body })),
  reclassifications: (query: Paging) => answer(api.GET('/api/reclassifications', { params: { query } })),
  reclassification: (id: string) =>
    answer(api.GET('/api/reclassifications/{id}', { params: { path: { id } } })),
  differences: (id: string, query: Paging) =>
    answer(api.GET('/api/reclassifications/{id}/differences', { params: { path: { id }, query } })),
  apply: (id: string, exceptDocuments: string[]) =>
    answer(
      api.POST('/api/reclassifications/{id}/apply', {
        params: { path: { id } },
        body: { exceptDocuments },
      }),
    ),
  drop: (id: string) => answer(api.DELETE('/api/reclassifications/{id}', { params: { path: { id } } })),
};
