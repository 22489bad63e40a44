import { nextTick } from 'vue';

/** After a form was refused: on to the first field that is wrong, where what is wrong with it is read out. */
export async function focusInvalid(form: HTMLElement | null): Promise<void> {
  await nextTick();
  form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
}
