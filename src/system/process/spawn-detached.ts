import type { Env } from '../../core/env.js'
import { spawnDetached } from './child-group.js'

/**
 * Starts another rolecall that outlives this process.
 * @param args the command line after `rolecall`
 */
export function startDetached(args: readonly string[], env: Env): void {
  const [, program = ''] = process.argv
  spawnDetached(process.execPath, [program, ...args], { env, windowsHide: true })
}
