import { mount } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import UiCodeField from './UiCodeField.vue';

function field() {
  const wrapper = mount(UiCodeField, {
    props: {
      label: 'Code',
      modelValue: '',
      'onUpdate:modelValue': (modelValue: string) => wrapper.setProps({ modelValue }),
    },
  });
  return wrapper;
}

describe('the code field', () => {
  it('takes a code that is pasted with spaces', async () => {
    const wrapper = field();
    await wrapper.get('input').setValue(' 123 456 ');
    expect(wrapper.get('input').element.value).toBe('123456');
    expect(wrapper.emitted('update:modelValue')).toEqual([['123456']]);
    expect(wrapper.emitted('complete')).toHaveLength(1);
  });

  it('says once that it is complete, also when more is typed', async () => {
    const wrapper = field();
    for (const typed of ['12345', '123456', '1234567']) await wrapper.get('input').setValue(typed);
    expect(wrapper.get('input').element.value).toBe('123456');
    expect(wrapper.emitted('complete')).toHaveLength(1);
  });

  it('keeps letters out', async () => {
    const wrapper = field();
    await wrapper.get('input').setValue('12a');
    expect(wrapper.get('input').element.value).toBe('12');
    expect(wrapper.emitted('complete')).toBeUndefined();
  });
});
