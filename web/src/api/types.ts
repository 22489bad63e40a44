import type { components } from './schema';

type Schemas = components['schemas'];

export type User = Schemas['User'];
export type Session = Schemas['Session'];
export type SetupState = Schemas['SetupState'];
export type DocumentSummary = Schemas['DocumentSummary'];
export type Document = Schemas['Document'];
export type DocumentTopic = Schemas['DocumentTopic'];
export type Upload = Schemas['Upload'];
export type UploadPart = Schemas['UploadPart'];
export type Topic = Schemas['Topic'];
export type StarterTopic = Schemas['StarterTopic'];
export type Job = Schemas['Job'];
export type Problem = Schemas['Problem'];
