/** What the prompt library throws on Ctrl-C, on a signal, and for a prompt that was aborted. */
const NAMES: ReadonlySet<string> = new Set(['ExitPromptError', 'AbortPromptError'])

/** Whether a person has left a prompt without an answer. */
export function isEnded(error: unknown): boolean {
  return error instanceof Error && NAMES.has(error.name)
}
