import { ROLE, roleProfile, script, type Machine } from './machine.js'
import type { Command } from './rounds.js'

/** What the script of {@link coldScript} does, for the table. */
export const COLD_SCRIPT = 'an SDK script with the keychain'

/** A profile for each round, warm-up included: another session name is another session, so that every run is a miss. */
export function coldProfiles(rounds: number): string {
  const names = Array.from({ length: rounds + 1 }, (_, round) => `cold-${round}`)
  return names.map((name) => roleProfile(name, `role_session_name = ${name}\n`)).join('')
}

export function coldMiss(machine: Machine, round: number): Command {
  return machine.rolecall('process', '--profile', `cold-${round}`)
}

/** Reads the keychain, assumes the role with the SDK, writes the keychain. */
export function coldScript({ sts, key, node }: Machine, round: number): Command {
  const { accessKeyId, secretAccessKey } = key
  const words = [sts.url, accessKeyId, secretAccessKey, ROLE, `script-${round}`]
  return node(script('assume-role.cjs'), ...words)
}
