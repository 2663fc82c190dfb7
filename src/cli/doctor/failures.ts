import type { AwsFiles } from '../../aws-files/aws-files.js'
import type { MisspeltKey } from '../../aws-files/misspelt-keys.js'
import { isSourceKey, misspeltSourceKey } from '../source-keys.js'
import { nearest } from '../../core/did-you-mean.js'
import { isRolecallError, type RolecallError } from '../../core/errors.js'
import type { Plan } from '../../core/plan.js'

/** Why profiles cannot be used. */
export interface Failure {
  error: RolecallError
  /** The profile that the error is about. */
  root: string
  /** The examined profiles that fail for this reason. */
  names: string[]
  /** The key that is the reason. */
  misspelt?: MisspeltKey
  /** The existing profile that was meant. */
  guess?: string
}

/**
 * Why examined profiles cannot be used. Of several that fail for the same reason, because one is
 * the source of the next, the one with the reason is the root.
 * @param plans of the examined profiles, or why one has none
 * @param named the profile that the user named
 */
export function failuresIn(
  plans: ReadonlyMap<string, Plan | RolecallError>,
  files: AwsFiles,
  named: string | undefined,
): Failure[] {
  const failed = new Map<string, RolecallError>()
  for (const [name, plan] of plans) {
    if (isRolecallError(plan) && (name === named || hasPurpose(name, files))) failed.set(name, plan)
  }
  const byRoot = new Map<string, string[]>()
  for (const name of failed.keys()) {
    const root = rootOf(name, failed, files)
    const same = byRoot.get(root)
    if (same) same.push(name)
    else byRoot.set(root, [name])
  }
  const byReason = new Map<string, Failure>()
  for (const [root, names] of byRoot) {
    const error = failed.get(root)
    if (!error) continue
    const failure = failureOf(root, names, error)
    const reason = reasonOf(failure)
    const same = byReason.get(reason)
    if (same) same.names.push(...names)
    else byReason.set(reason, failure)
  }
  return [...byReason.values()]
}

/** @param root the last profile of a chain that has a purpose */
function failureOf(root: string, names: string[], error: RolecallError): Failure {
  const { profileKeys, misspelt: name } = error
  const misspelt = misspeltSourceKey(profileKeys ?? [])
  const [guess] = name ? nearest(name.name, name.known) : []
  return {
    ...{ error, names },
    // A source profile with nothing but settings is the root too, if it should have keys.
    root: profileKeys?.[0]?.profile ?? root,
    ...(misspelt === undefined ? {} : { misspelt }),
    ...(guess === undefined ? {} : { guess }),
  }
}

/** Profiles with the same reason have the same error, or lack the same source profile. */
function reasonOf({ error, guess }: Failure): string {
  const { command, misspelt } = error
  const isCreated = misspelt !== undefined && command !== undefined && guess === undefined
  return isCreated ? command : error.message
}

/** The name of the profile that this one leads to, by the keys that SDKs and rolecall read. */
export function nextOf(name: string, files: AwsFiles): string | undefined {
  const keys = files.profile(name)
  const key = ['rolecall_source_profile', 'source_profile', 'include_profile'].find((each) =>
    keys?.has(each),
  )
  return key === undefined ? undefined : keys?.get(key)?.value
}

/** A profile with nothing but settings, such as a region, is there for others to include. */
function hasPurpose(name: string, files: AwsFiles): boolean {
  return [...(files.profile(name)?.keys() ?? [])].some(isSourceKey)
}

/** Follows the sources while they fail too. In a loop, the first name of the file is the root. */
function rootOf(name: string, failed: ReadonlyMap<string, unknown>, files: AwsFiles): string {
  const seen: string[] = []
  let at = name
  while (!seen.includes(at)) {
    seen.push(at)
    const next = nextOf(at, files)
    if (next === undefined || !failed.has(next)) return at
    at = next
  }
  const loop = seen.slice(seen.indexOf(at))
  return [...failed.keys()].find((each) => loop.includes(each)) ?? at
}
