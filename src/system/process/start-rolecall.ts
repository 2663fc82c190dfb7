import type { Env } from '../../core/env.js'
import { spawnDetached } from './child-group.js'

/**
 * Starts rolecall as a process that outlives this one.
 * @param args the command line after `rolecall`
 */
export function startRolecall(args: readonly string[], env: Env): void {
  const [, script = ''] = process.argv
  spawnDetached(process.execPath, [script, ...args], { env, windowsHide: true })
}
