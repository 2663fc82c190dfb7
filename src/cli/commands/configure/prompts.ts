import { confirm, input, search, select } from '@inquirer/prompts'
import type { Readable, Writable } from 'node:stream'
import { printable } from '../../../core/printable.js'

/**
 * Questions of `configure`, on the terminal's own streams: by themselves the prompts would write to stdout. What they show is made
 * harmless.
 */
export interface Questions {
  /** @param check gives what is wrong, or undefined */
  text(
    message: string,
    before: string | undefined,
    check: (value: string) => string | undefined,
  ): Promise<string>
  /** One of many names, found by typing. */
  name(message: string, names: readonly string[], before: string | undefined): Promise<string>
  choice(message: string, choices: readonly { name: string; value: string }[]): Promise<string>
  yes(message: string): Promise<boolean>
}

const MOST_SHOWN = 200

/** @param streams their signal aborts the question that is being asked */
export function questionsOn(streams: {
  input: Readable
  output: Writable
  signal: AbortSignal
}): Questions {
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
              .slice(0, MOST_SHOWN)
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
  }
}
