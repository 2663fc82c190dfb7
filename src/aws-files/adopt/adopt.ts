import { isRolecallError, RolecallError } from '../../core/errors.js'
import { adoptionOf, ejectionOf, isMarked } from './edits.js'
import { profileKeysIn, type ProfileKeys } from './section.js'
import type { AwsFiles } from '../aws-files.js'
import type { Dialect } from '../section-header.js'
import { load } from '../../plan/base-profile.js'
import { PREFIX, readProfile } from '../profile.js'
import { spliced, type Splice } from '../text-edit.js'

/** Names of profiles, or every one that there is. */
export type ProfileSelection = readonly string[] | 'all'

export interface RewriteResult {
  /** The files' new texts. */
  texts: Readonly<Record<Dialect, string>>
  changed: readonly string[]
  left: readonly Skipped[]
}

/** A profile that stays as it is. */
export interface Skipped {
  profile: string
  why: string
}

const DIALECTS = ['config', 'credentials'] as const

/**
 * Turns role profiles into credential_process ones, so that every SDK asks rolecall. {@link eject} turns
 * them back to the byte.
 * @param command what SDKs are to start for a profile
 * @throws RolecallError where a profile that was named cannot be adopted; of `all`, it is left
 */
export function adopt(
  files: AwsFiles,
  wanted: ProfileSelection,
  command: (profile: string) => string,
): RewriteResult {
  return rewrite(files, wanted, (name, holdings) => {
    const isOurs = holdings.some(({ asking }) => asking.length > 0)
    const holding = holdings.find(({ open }) => open.length > 0) ?? holdings[0]
    const isOpen = holding !== undefined && holding.open.length > 0
    if (!isOpen && isOurs) return 'it is adopted already'
    if (!isOpen && holdings.some(({ hidden }) => hidden.length > 0)) {
      return 'it is written for rolecall already'
    }
    const role = readProfile(files, name)?.get('role_arn')
    if (role === undefined && wanted === 'all') return 'it has no role'
    refuseUnclear(name, files, holdings)
    if (!holding || (role === undefined && !isOpen)) {
      throw new RolecallError('config', `profile ${name} has nothing to adopt`, {
        hint: 'it needs a role_arn, or another source of credentials that an SDK would read',
      })
    }
    const text = files[holding.dialect].text
    return { [holding.dialect]: adoptionOf(text, holding, command(name)) }
  })
}

/**
 * Undoes {@link adopt}. Of `all`, profiles that somebody wrote for rolecall by hand are left; named, they are turned
 * into plain role profiles as well.
 * @throws RolecallError where a profile that was named holds a key with and without our prefix
 */
export function eject(files: AwsFiles, wanted: ProfileSelection): RewriteResult {
  return rewrite(files, wanted, (name, holdings) => {
    const marked = holdings.some((holding) => isMarked(files[holding.dialect].text, holding))
    if (wanted === 'all' && !marked) return 'rolecall did not adopt it'
    if (holdings.every(({ hidden, asking }) => hidden.length + asking.length === 0)) {
      return 'rolecall did not adopt it'
    }
    const twice = holdings.flatMap(({ open }) => open)[0]
    if (twice) {
      throw new RolecallError('config', `profile ${name} has ${twice.key} besides`, {
        hint: `hide it as ${PREFIX}${twice.key}, or remove it, then eject again`,
      })
    }
    return Object.fromEntries(
      holdings.map((holding) => [
        holding.dialect,
        ejectionOf(files[holding.dialect].text, holding),
      ]),
    )
  })
}

type Splices = Partial<Record<Dialect, Splice[]>>

/** @param decide gives what to change, or why not to */
function rewrite(
  files: AwsFiles,
  wanted: ProfileSelection,
  decide: (name: string, holdings: readonly ProfileKeys[]) => Splices | string,
): RewriteResult {
  // One pass over the files: from here on each profile is at hand.
  files.profiles()
  const holdings = DIALECTS.map((dialect) => profileKeysIn(files[dialect].text, dialect))
  const splices = { config: [] as Splice[], credentials: [] as Splice[] }
  const changed: string[] = []
  const left: Skipped[] = []
  const names = wanted === 'all' ? files.profileNames() : [...new Set(wanted)]
  for (const name of names) {
    if (wanted !== 'all') load(name, [], { files, env: {} })
    const decision = attempt(wanted === 'all', () =>
      decide(
        name,
        holdings.flatMap((each) => each.get(name) ?? []),
      ),
    )
    if (typeof decision === 'string') {
      left.push({ profile: name, why: decision })
      continue
    }
    changed.push(name)
    for (const dialect of DIALECTS) splices[dialect].push(...(decision[dialect] ?? []))
  }
  const textOf = (dialect: Dialect): string => spliced(files[dialect].text, splices[dialect])
  return { texts: { config: textOf('config'), credentials: textOf('credentials') }, changed, left }
}

function attempt<T>(lenient: boolean, work: () => T): T | string {
  try {
    return work()
  } catch (error) {
    if (lenient && isRolecallError(error)) return error.message
    throw error
  }
}

/** @throws RolecallError for what would not work once adopted, or could not be turned back */
function refuseUnclear(name: string, files: AwsFiles, holdings: readonly ProfileKeys[]): void {
  const refuse = (what: string, hint: string): never => {
    throw new RolecallError('config', `profile ${name} ${what}`, { hint })
  }
  const keys = files.profile(name)
  if (keys?.has('aws_access_key_id') || keys?.has('aws_secret_access_key')) {
    refuse(
      'holds keys itself, and SDKs would take those without asking rolecall',
      'give the keys a profile of their own, and name that one as source_profile here',
    )
  }
  const [first, second] = holdings.filter(({ open }) => open.length > 0)
  if (first && second) {
    refuse(
      `has ${first.open[0]?.key} in one file and ${second.open[0]?.key} in the other`,
      `move them into one section of ${files.config.path}`,
    )
  }
  const ours = holdings.flatMap(({ hidden, asking }) => [...asking, ...hidden])[0]
  if (ours) {
    refuse(
      `has ${first?.open[0]?.key}, and ${ours.key} for rolecall besides`,
      `write it all with the prefix ${PREFIX}, or all without it`,
    )
  }
}
