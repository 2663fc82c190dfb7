import { chownSync } from 'node:fs'
import { runCommand, type RunOptions, type RunResult } from './run.js'

/** The user and group ID of an attacker, `nobody`. */
const ATTACKER = 65534

/** A test with a second user needs root; elsewhere it is skipped, with the reason in its name. */
export const canPlayAttacker = process.getuid?.() === 0
export const NEEDS_ROOT = canPlayAttacker ? '' : ' (skipped: a second user needs root)'

/** Runs a command as the attacker. */
export function asAttacker(command: string, options: RunOptions = {}): Promise<RunResult> {
  const flags = [`--reuid=${ATTACKER}`, `--regid=${ATTACKER}`, '--clear-groups']
  return runCommand('setpriv', [...flags, 'sh', '-c', command], options)
}

/** Gives files to the attacker. */
export function giveToAttacker(...paths: string[]): void {
  for (const path of paths) chownSync(path, ATTACKER, ATTACKER)
}
