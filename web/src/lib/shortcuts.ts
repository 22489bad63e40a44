import { onScopeDispose, shallowReactive } from 'vue';

/**
 * Keys that work on the current page. A component says which while it lives; `?` lists them. `keys` is one key as
 * `KeyboardEvent.key` gives it ("j", "/", "Escape"), or "Mod+k" for Ctrl on most systems and Cmd on a Mac.
 */
export interface Shortcut {
  keys: string;
  label: () => string;
  group?: 'everywhere' | 'page';
  run: (event: KeyboardEvent) => void;
  /** Also while the focus is in a text field. */
  inFields?: boolean;
  when?: () => boolean;
}

export const shortcuts = shallowReactive(new Set<Shortcut>());
export const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);

export function useShortcuts(list: Shortcut[]): void {
  for (const shortcut of list) shortcuts.add(shortcut);
  onScopeDispose(() => {
    for (const shortcut of list) shortcuts.delete(shortcut);
  });
}

export function handleKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const inField = isField(event.target);
  // The latest one wins: a page may take over a key of the shell.
  for (const shortcut of [...shortcuts].reverse()) {
    if (!matches(shortcut.keys, event) || (inField && !shortcut.inFields)) continue;
    if (shortcut.when && !shortcut.when()) continue;
    if (isDialogOpen() && shortcut.keys !== 'Escape') return;
    event.preventDefault();
    shortcut.run(event);
    return;
  }
}

/** The keys of a shortcut as they are printed on this user's keyboard. */
export function printed(keys: string): string[] {
  const names: Record<string, string> = {
    Mod: isMac ? '⌘' : 'Ctrl',
    Escape: 'Esc',
    ArrowDown: '↓',
    ArrowUp: '↑',
    ArrowLeft: '←',
    ArrowRight: '→',
    Enter: '↵',
  };
  return keys.split('+').map((key) => names[key] ?? (key.length === 1 ? key.toUpperCase() : key));
}

function matches(keys: string, event: KeyboardEvent): boolean {
  const mod = keys.startsWith('Mod+');
  const key = mod ? keys.slice(4) : keys;
  const modPressed = isMac ? event.metaKey : event.ctrlKey;
  if (mod !== modPressed || event.altKey || (!mod && (event.metaKey || event.ctrlKey))) return false;
  return event.key.toLowerCase() === key.toLowerCase();
}

function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement)
    return !['checkbox', 'radio', 'button', 'submit'].includes(target.type);
  return (
    target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
  );
}

function isDialogOpen(): boolean {
  return (
    document.querySelector('[role="dialog"][data-state="open"], [role="alertdialog"][data-state="open"]') !==
    null
  );
}
