import { confirm, input, search, select } from '@inquirer/prompts'
import type { Readable, Writable } from 'node:stream'
import { printable } from '../../core/printable.js'

/**
 * Prompts of `configure`, on the terminal's own streams: by default they would write to stdout.
 * Control characters in what they show are sanitised.
 */
export interface ConfigurePrompts {
  /** @param check returns what is wrong, or undefined */
  text: (
    message: string,
    before: string | undefined,
    check: (value: string) => string | undefined,
  ) => Promise<string>
  /** One of many names, with a search. */
  name: (message: string, names: readonly string[], before: string | undefined) => Promise<string>
  choice: (message: string, choices: readonly { name: string; value: string }[]) => Promise<string>
  yes: (message: string) => Promise<boolean>
  /** The same for what cannot be undone: no by default. */
  sure: (message: string) => Promise<boolean>
}

const MAX_SHOWN = 200

/** @param streams their signal aborts the prompt that is shown */
export function configurePrompts(streams: {
  input: Readable
  output: Writable
  signal: AbortSignal
}): ConfigurePrompts {
  const context = { ...streams, clearPromptOnDone: false } as Parameters<typeof input>[1]
  return {
    text: (message, before, check) =>
      input(
        {
          message,
          ...(before === undefined ? {} : { default: printable(before), prefill: 'editable' }),
          validate: (value) => check(value.trim()) ?? true,
        },
        context,
      ).then((value) => value.trim()),
    name: (message, names, before) =>
      search(
        {
          message,
          ...(before === undefined ? {} : { default: before }),
          source: (typed = '') =>
            names
              .filter((name) => name.includes(typed))
              .slice(0, MAX_SHOWN)
              .map((value) => ({ name: printable(value), value })),
        },
        context,
      ),
    choice: (message, choices) =>
      select(
        {
          message,
          choices: choices.map(({ name, value }) => ({ name: printable(name), value })),
        },
        context,
      ),
    yes: (message) => confirm({ message, default: true }, context),
    sure: (message) => confirm({ message, default: false }, context),
  }
}
