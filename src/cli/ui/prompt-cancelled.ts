/** Names of what the prompt library throws on Ctrl-C, on a signal, and if a prompt is aborted. */
const NAMES: ReadonlySet<string> = new Set(['ExitPromptError', 'AbortPromptError'])

/** Whether the user left a prompt without an answer. It is known by name, without the library. */
export function isPromptCancelled(error: unknown): boolean {
  return error instanceof Error && NAMES.has(error.name)
}
