import { ROLE, roleProfile, script, type Machine } from './machine.js'
import type { Command } from './rounds.js'

/** The name of {@link coldScript} in the table. */
export const COLD_SCRIPT = 'an SDK script with the keychain'

/**
 * The config of one profile per round, warm-up included. Each has its own session name and thus its
 * own session, so that every run is a miss.
 */
export function coldProfiles(rounds: number): string {
  const names = Array.from({ length: rounds + 1 }, (_, round) => `cold-${round}`)
  return names.map((name) => roleProfile(name, `role_session_name = ${name}\n`)).join('')
}

export function coldMiss(machine: Machine, round: number): Command {
  return machine.rolecall('process', '--profile', `cold-${round}`)
}

/** A script that reads the keychain, assumes the role with the SDK, and writes the keychain. */
export function coldScript({ sts, key, node }: Machine, round: number): Command {
  const { accessKeyId, secretAccessKey } = key
  const args = [sts.url, accessKeyId, secretAccessKey, ROLE, `script-${round}`]
  return node(script('assume-role.cjs'), ...args)
}
