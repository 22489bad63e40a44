import { ref, watch, type Ref } from 'vue';

/** A choice kept in this browser. What is stored is only believed when it is one of the choices. */
export function preference<T extends string>(name: string, choices: readonly T[], initial: T): Ref<T> {
  const key = `docuvault.${name}`;
  const stored = localStorage.getItem(key);
  const value = ref(choices.find((choice) => choice === stored) ?? initial) as Ref<T>;
  watch(value, (chosen) => localStorage.setItem(key, chosen));
  return value;
}
