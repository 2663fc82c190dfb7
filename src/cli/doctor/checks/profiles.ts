import { isRolecallError, type RolecallError } from '../../../core/errors.js'
import type { AwsFiles } from '../../../aws-files/aws-files.js'
import { nearest } from '../../../core/did-you-mean.js'
import { envVar } from '../../../core/env.js'
import { shellWord } from '../../../core/shell-word.js'
import { obstacleTo } from '../../commands/explain/obstacle.js'
import { hintOf } from '../../print-error.js'
import { editCommand, nextOf, type Examined } from '../examined.js'
import type { Finding } from '../finding.js'

/**
 * Profiles that rolecall cannot use. Of several that fail for the same reason, because one is the
 * source of the next, the one with the reason is reported.
 */
export function usableProfiles(examined: Examined): Finding[] {
  const files = examined.files()
  const failures = new Map<string, RolecallError>()
  for (const [name, plan] of examined.plans()) {
    if (isRolecallError(plan) && (name === examined.profile || hasPurpose(name, files)))
      failures.set(name, plan)
  }
  const roots = new Map<string, { root: string; error: RolecallError; names: string[] }>()
  for (const name of failures.keys()) {
    const root = rootOf(name, failures, files)
    const error = failures.get(root)
    if (!error) continue
    // Profiles whose common source is wrong have the same error.
    const same = roots.get(error.message)
    if (same) same.names.push(name)
    else roots.set(error.message, { root, error, names: [name] })
  }
  return [...roots.values()].map(({ root, error, names }) => failure(root, names, error, examined))
}

/** A profile with nothing but settings, such as a region, is there for others to include. */
function hasPurpose(name: string, files: AwsFiles): boolean {
  const keys = [...(files.profile(name)?.keys() ?? [])]
  return keys.some((key) => PURPOSE.test(key))
}

const PURPOSE =
  /^(rolecall_)?(role_arn|source_profile|include_profile|credential_|aws_access|aws_secret|sso_|login_session|web_identity_|oidc_|saml_|x509_|profile_arn|trust_anchor)/

/** Follows the sources while they fail too. In a loop, the first name of the file is the root. */
function rootOf(name: string, failures: ReadonlyMap<string, unknown>, files: AwsFiles): string {
  const seen: string[] = []
  let at = name
  while (!seen.includes(at)) {
    seen.push(at)
    const next = nextOf(at, files)
    if (next === undefined || !failures.has(next)) return at
    at = next
  }
  const loop = seen.slice(seen.indexOf(at))
  return [...failures.keys()].find((each) => loop.includes(each)) ?? at
}

function failure(
  root: string,
  names: readonly string[],
  error: RolecallError,
  examined: Examined,
): Finding {
  const others = names.length - 1
  const more =
    others === 0
      ? ''
      : ` (so ${others === 1 ? 'another profile' : `${others} other profiles`} cannot be used either)`
  const { misspelt } = error
  const [guess] = misspelt ? nearest(misspelt.name, misspelt.known) : []
  const keys = examined.files().profile(root)
  const isSource = misspelt && keys?.get('source_profile')?.value === misspelt.name
  const key = [...(keys ?? [])].find(([, { value }]) => value === misspelt?.name)?.[0]
  const place = examined.placeOf(root, key)
  return {
    severity: 'error',
    message: `${error.message}${more}`,
    hint: hintOf(error) ?? 'correct the profile',
    command:
      isSource && guess !== undefined
        ? `rolecall configure ${shellWord(root)} --source-profile ${shellWord(guess)} --yes`
        : place
          ? editCommand(place)
          : 'rolecall list',
    ...(place ? { file: place } : {}),
    profiles: names,
  }
}

/** What carrying out a plan needs and is not there: a program, a token file, a sign-in. */
export function unobstructedProfiles(examined: Examined): Finding[] {
  const found = new Map<string, { error: RolecallError; names: string[] }>()
  for (const plan of examined.valid()) {
    // What is in the environment, and the CA bundle, have checks of their own.
    if (plan.source.kind === 'environment') continue
    const cached = { isSourceUsed: true, isCallNeeded: false }
    const error = obstacleTo(plan, cached, examined.host)
    if (!error) continue
    const same = found.get(error.message)
    if (same) same.names.push(plan.profile)
    else found.set(error.message, { error, names: [plan.profile] })
  }
  return [...found.values()].map(({ error, names }) => {
    const place = examined.placeOf(names[0] ?? '')
    const own = /(?:aws|rolecall) login [^;]*$/.exec(error.hint ?? '')?.[0]
    return {
      severity: own === undefined ? 'error' : 'note',
      message: error.message,
      hint: error.hint ?? 'correct the profile',
      command: own ?? (place ? editCommand(place) : 'rolecall list'),
      ...(place ? { file: place } : {}),
      profiles: names,
    }
  })
}

/** The profile that a variable names. */
export function profileOfVariable({ host, files }: Examined): Finding[] {
  const names = ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE'] as const
  return names.flatMap((variable) => {
    const name = envVar(host.env, variable)
    if (name === undefined || name.startsWith('arn:') || files().profile(name)) return []
    const [guess] = nearest(name, files().profileNames())
    const message = `${variable} names profile ${name}, which does not exist`
    return [
      {
        severity: 'error',
        message,
        hint: guess === undefined ? 'unset it' : `did you mean ${guess}?`,
        command:
          guess === undefined ? `unset ${variable}` : `export ${variable}=${shellWord(guess)}`,
      } satisfies Finding,
    ]
  })
}
