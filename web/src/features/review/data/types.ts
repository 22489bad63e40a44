import type { DocumentSummary, DocumentTopic, Topic } from '@/api/types';

/** Written by hand until the server describes them; then they come from its description. */
export interface Page<T> {
  items: T[];
  next: string | null;
}
export interface ReviewSuggestion {
  suggestionId: string;
  topicId: string;
  confidence: number;
  evidence: string | null;
  provider: string | null;
  words: string[] | null;
}
export interface ReviewItem {
  document: DocumentSummary;
  suggestions: ReviewSuggestion[];
}
export interface ReviewCounts {
  documents: number;
  suggestions: number;
  above: number;
}
export type BatchKind =
  'review' | 'accept_above' | 'automatic' | 'reclassify' | 'merge' | 'proposal' | 'rules';
export interface Batch {
  id: string;
  kind: BatchKind;
  createdAt: string;
  undoneAt: string | null;
  undoable: boolean;
  documents: number;
  labels: number;
  topicId: string | null;
  detail: string | null;
}
export interface Undone {
  batch: Batch;
  restored: number;
  skipped: number;
}
export interface Proposal {
  id: string;
  name: string;
  documents: number;
  createdAt: string;
  examples: ProposalDocument[];
  similar: { topicId: string; similarity: number } | null;
}
export interface ProposalDocument {
  document: DocumentSummary;
  evidence: string | null;
}
export interface Proposed {
  topic: Topic;
  batch: Batch;
}
export interface RejectedName {
  id: string;
  name: string;
  rejectedAt: string;
}
export interface Estimate {
  documents: number;
  calls: number;
  alreadyAnswered: number;
  withoutText: number;
  notAllowed: number;
  inputTokens: number;
  outputTokens: number;
  costMicros: number | null;
  currency: string;
  budgetLeftMicros: number | null;
  budgetLeftTokens: number | null;
  enough: boolean;
}
export interface Reclassification {
  id: string;
  state: 'running' | 'ready' | 'applied' | 'dropped' | 'failed';
  total: number;
  done: number;
  failed: number;
  changed: number;
  provider: string;
  model: string | null;
  createdAt: string;
  batchId: string | null;
  problem: { code: string; detail: string } | null;
}
export interface Difference {
  document: DocumentSummary;
  added: DocumentTopic[];
  removed: DocumentTopic[];
  moved: { topicId: string; before: number; now: number }[];
}
