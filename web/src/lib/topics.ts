import { useQuery } from '@tanstack/vue-query';
import { computed } from 'vue';
import { answer, api } from '@/api/client';
import { keys } from '@/api/queries';
import type { Topic } from '@/api/types';
import { currentLanguage } from './i18n';

/** The user's topics in the order of their names; documents carry only a topic's id. */
export function useTopics() {
  const { data, isPending, error, refetch } = useQuery({
    queryKey: keys.topics,
    queryFn: () => answer(api.GET('/api/topics')),
  });
  const topics = computed<Topic[]>(() => byName(data.value?.items ?? []));
  const byId = computed(() => new Map(topics.value.map((topic) => [topic.id, topic])));
  return { topics, byId, isPending, error, refetch };
}

function byName(topics: readonly Topic[]): Topic[] {
  const collator = new Intl.Collator(currentLanguage(), { numeric: true });
  return [...topics].sort((a, b) => collator.compare(a.name, b.name));
}
