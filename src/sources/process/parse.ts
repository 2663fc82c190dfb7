import type { Profile } from '../../aws-files/profile.js'
import type { ProcessSource } from '../../core/source/keys.js'

/**
 * The `credential_process` of another tool. Whether it prints a long-term key is unknown before it
 * runs, unless the profile contains `rolecall_long_term_keys = true`.
 * @returns undefined if the profile has none
 */
export function parseProcess(profile: Profile): ProcessSource | undefined {
  const command = profile.get('credential_process')
  if (!command) return undefined
  const isLongTerm = profile.get('long_term_keys')?.toLowerCase() === 'true'
  const longTerm = isLongTerm ? { longTerm: true as const } : {}
  return { kind: 'process', profile: profile.name, command, ...longTerm }
}
