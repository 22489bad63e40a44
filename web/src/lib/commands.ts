import { onScopeDispose, shallowReactive, type Component } from 'vue';

/** What the command palette offers. Features say theirs while they live; nobody needs to know whose it is. */
export interface Command {
  id: string;
  label: () => string;
  hint?: () => string;
  icon?: Component;
  /** Keys as in `Shortcut`, shown beside the label. */
  keys?: string;
  run: () => void;
}

export const commands = shallowReactive(new Map<string, Command>());

export function useCommands(list: Command[]): void {
  for (const command of list) commands.set(command.id, command);
  onScopeDispose(() => {
    for (const command of list) if (commands.get(command.id) === command) commands.delete(command.id);
  });
}

/** Runs a command by its id, for instance `upload.pick` from an empty list. */
export function runCommand(id: string): void {
  commands.get(id)?.run();
}
