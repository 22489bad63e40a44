import { computed, reactive } from 'vue';
import type { Decisions, ReviewItem } from '@/api/types';

interface Choice {
  /** Suggested topics that are not to be taken. */
  off: Set<string>;
  /** Topics that nobody has suggested. */
  added: Set<string>;
}

/** What is ticked for each document until it is decided; what is suggested is ticked to begin with. */
export function useChoices(current: () => ReviewItem | undefined) {
  const choices = reactive(new Map<string, Choice>());
  const choice = computed<Choice>(
    () => choices.get(current()?.document.id ?? '') ?? { off: new Set(), added: new Set() },
  );
  const suggested = computed(() => new Set(current()?.suggestions.map(({ topicId }) => topicId)));
  /** The topics that accepting would file the document under. */
  const ticked = computed(
    () => new Set([...[...suggested.value].filter((id) => !choice.value.off.has(id)), ...choice.value.added]),
  );

  function toggle(topicId: string): void {
    const item = current();
    if (!item) return;
    const off = new Set(choice.value.off);
    const added = new Set(choice.value.added);
    const set = suggested.value.has(topicId) ? off : added;
    if (!set.delete(topicId)) set.add(topicId);
    choices.set(item.document.id, { off, added });
  }

  function decisions(): Decisions {
    const item = current();
    const accepted = ticked.value;
    const of = (wanted: boolean) =>
      item?.suggestions
        .filter(({ topicId }) => accepted.has(topicId) === wanted)
        .map(({ suggestionId }) => suggestionId) ?? [];
    return {
      accept: of(true),
      reject: of(false),
      add: [...choice.value.added].map((topicId) => ({ documentId: item?.document.id ?? '', topicId })),
    };
  }

  function rejections(): Decisions {
    return {
      accept: [],
      reject: current()?.suggestions.map(({ suggestionId }) => suggestionId) ?? [],
      add: [],
    };
  }

  return { ticked, suggested, added: computed(() => choice.value.added), toggle, decisions, rejections };
}
