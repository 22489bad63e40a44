import { Laptop, Monitor, Smartphone, SquareTerminal } from '@lucide/vue';
import type { Component } from 'vue';

const KINDS: [RegExp, Component][] = [
  [/\b(Android|iOS)$/, Smartphone],
  [/\b(macOS|ChromeOS)$/, Laptop],
  [/\b(Windows|Linux)$/, Monitor],
];

/** What the server calls "Firefox, Linux", in its parts. */
export function deviceParts(device: string): { browser: string; system: string | null } {
  const [browser = '', system = null] = device.split(', ');
  return { browser, system };
}

/** Something without a known system is a program that speaks to the server by itself. */
export function deviceIcon(device: string): Component {
  return KINDS.find(([pattern]) => pattern.test(device))?.[1] ?? SquareTerminal;
}
