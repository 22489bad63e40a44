import type { InfiniteData } from '@tanstack/vue-query';
import { ref } from 'vue';
import { useI18n } from 'vue-i18n';
import { keys, queryClient } from '@/api/queries';
import type { Proposal, ProposalAcceptance, SettledProposal } from '@/api/types';
import { formatNumber } from '@/lib/format';
import { useToasts } from '@/lib/toasts';
import { calls } from './calls';
import { refreshLabels } from './refresh';
import { useUndo } from './undo';

const KEY = [...keys.proposals, 'open'];

/** What can be done about a proposal; it goes when the server has agreed, and there is a way back from each. */
export function useProposalChanges() {
  const { t } = useI18n();
  const toasts = useToasts();
  const { undo } = useUndo();
  const busy = ref<string | null>(null);

  async function accept(proposal: Proposal, topic: ProposalAcceptance): Promise<void> {
    const made = await gone(proposal, () => calls.acceptProposal(proposal.id, topic));
    settled(t('review.proposals.accepted', { topic: made.topic.name }), made);
  }

  async function acceptAsItIs(proposal: Proposal): Promise<boolean> {
    return await told(() => accept(proposal, { confirm: 'all' }));
  }

  async function map(proposal: Proposal, topicId: string): Promise<boolean> {
    return await told(async () => {
      const mapped = await gone(proposal, () => calls.mapProposal(proposal.id, topicId));
      settled(t('review.proposals.mapped', { name: proposal.name, topic: mapped.topic.name }), mapped);
    });
  }

  async function reject(proposal: Proposal): Promise<boolean> {
    return await told(async () => {
      await gone(proposal, () => calls.rejectProposal(proposal.id));
      toasts.show(t('review.proposals.rejectedOne', { name: proposal.name }), {
        action: { label: t('common.undo'), run: () => void told(() => allow(proposal.name)) },
      });
    });
  }

  /** What was just rejected is the first of those that were. */
  async function allow(name: string): Promise<void> {
    const { items } = await calls.rejected({ limit: 20 });
    const rejected = items.find((each) => each.name === name);
    if (rejected) await calls.forgetRejected(rejected.id);
    await queryClient.invalidateQueries({ queryKey: keys.proposals });
  }

  function settled(text: string, { batch }: SettledProposal): void {
    refreshLabels();
    toasts.show(
      batch.documents > 0
        ? `${text} ${t('review.proposals.filedThere', { count: formatNumber(batch.documents) }, batch.documents)}`
        : text,
      {
        tone: 'success',
        action: {
          label: t('common.undo'),
          run: () => void undo(batch).then(() => queryClient.invalidateQueries({ queryKey: keys.proposals })),
        },
      },
    );
  }

  async function gone<T>(proposal: Proposal, work: () => Promise<T>): Promise<T> {
    busy.value = proposal.id;
    try {
      const done = await work();
      await queryClient.cancelQueries({ queryKey: KEY });
      queryClient.setQueryData<InfiniteData<{ items: Proposal[]; next: string | null }>>(
        KEY,
        (data) =>
          data && {
            ...data,
            pages: data.pages.map((page) => ({
              ...page,
              items: page.items.filter(({ id }) => id !== proposal.id),
            })),
          },
      );
      return done;
    } finally {
      busy.value = null;
      void queryClient.invalidateQueries({ queryKey: keys.proposals });
    }
  }

  async function told(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      toasts.showError(error);
      return false;
    }
  }

  return { busy, accept, acceptAsItIs, map, reject };
}
