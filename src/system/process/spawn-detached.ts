import { spawn } from 'node:child_process'
import process from 'node:process'
import type { Env } from '../../core/env.js'

/**
 * Starts this program once more, in a session of its own, without terminal, streams or any descriptor of ours: nobody who waits
 * for us or reads from us waits for it.
 * @param words the command line after `rolecall`
 */
export function startDetached(words: readonly string[], env: Env): void {
  const [, program = ''] = process.argv
  const child = spawn(process.execPath, [program, ...words], {
    detached: true,
    stdio: 'ignore',
    windowsHide: true,
    env,
  })
  child.on('error', () => undefined)
  child.unref()
}
