import type { components } from './schema';

type Schemas = components['schemas'];

export type User = Schemas['User'];
export type Session = Schemas['Session'];
export type SetupState = Schemas['SetupControllerSetup'];
export type DocumentSummary = Schemas['DocumentSummary'];
export type Document = Schemas['Document'];
export type DocumentTopic = Schemas['DocumentTopic'];
export type Upload = Schemas['Upload'];
export type UploadPart = Schemas['UploadPart'];
export type Topic = Schemas['Topic'];
export type StarterTopic = Schemas['StarterTopicsStarter'];
export type DeviceSession = Schemas['SessionControllerActiveSession'];
export type AccountSecurity = Schemas['AccountSecurity'];
export type AdminUser = Schemas['AdministeredUser'];
export type Invitation = Schemas['Invitation'];
export type AuditEntry = Schemas['AuditControllerEntry'];
export type OwnAuditEntry = Schemas['AccountControllerOwnEntry'];
export type AuditExport = Schemas['AuditExport'];
export type VerificationRun = Schemas['VerificationRun'];
export type QueueState = Schemas['QueueState'];
export type MailTested = Schemas['MailCheckMailTested'];
export type Job = Schemas['JobView'];
export type Connection = Schemas['Connection'];
export type ConnectionKind = Schemas['ConnectionControllerKindView'];
export type Move = Schemas['Move'];
export type MoveFailure = Schemas['MoveFailure'];
export type ConnectionTest = Schemas['ConnectionsTested'];
export type AiSettings = Schemas['AiPreferencesSettings'];
export type AiUsage = Schemas['AiPreferencesUsage'];
export type AiMonth = Schemas['AiPreferencesMonth'];
export type AiProvider = Schemas['ProviderView'];
export type AiChecked = Schemas['AiChecksChecked'];
export type AiWaiting = Schemas['ParkingWaiting'];
export type SystemAiSettings = Schemas['AiAdministrationSettings'];
export type Rule = Schemas['Rule'];
export type RuleFound = Schemas['RulesPreview'];
export type Run = Schemas['Run'];
export type ReviewItem = Schemas['SuggestionsItem'];
export type SuggestedTopic = Schemas['SuggestedTopic'];
export type Decisions = Schemas['ReviewControllerDecisions'];
export type Batch = Schemas['Batch'];
export type UndoneBatch = Schemas['BatchesUndone'];
export type Proposal = Schemas['ProposalReaderProposal'];
export type ProposalDocument = Schemas['ProposalReaderHeld'];
/** The server describes `confirm` as any JSON: it is `all` or a list of documents. */
export type ProposalAcceptance = Omit<Schemas['ProposalControllerAcceptance'], 'confirm'> & {
  confirm: 'all' | string[];
};
export type SettledProposal = Schemas['ProposalDecisionsSettled'];
export type RejectedName = Schemas['ProposalRepositoryRejected'];
export type Reclassification = Schemas['Reclassification'];
export type Difference = Schemas['ReclassificationsDifference'];
type Described = Schemas['Problem'];
/** What went wrong. The browser's own problems, such as no connection, have a code but no sentence. */
export type Problem = Pick<Described, 'status' | 'code'> &
  Partial<Pick<Described, 'title' | 'detail' | 'errors'>>;
