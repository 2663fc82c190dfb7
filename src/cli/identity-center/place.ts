import type { AwsFiles } from '../../aws-files/aws-files.js'
import { isRolecallError, RolecallError } from '../../core/errors.js'
import { namedByEnvironment } from '../../plan/chain/base-profile.js'
import { customEndpoint, serviceEndpoint } from '../../sources/endpoints.js'
import type { SsoPlace } from '../../sources/sso/place.js'
import { regionInUrl } from '../../signin/identity-center/start-url.js'
import type { CommandContext } from '../context.js'

type PlaceContext = Pick<CommandContext, 'host' | 'files' | 'plan'>

/**
 * The sign-in that a word of the command line means: the name of an `[sso-session]`, a start URL,
 * or a profile. Without a word, the one of the profile that the environment names, or the only one
 * in the config file.
 * @param region of IAM Identity Center, for a start URL that the config file does not have
 * @throws RolecallError 'usage' if it is not clear which is meant, 'config' for a profile
 */
export function ssoPlace(
  word: string | undefined,
  region: string | undefined,
  context: PlaceContext,
): SsoPlace {
  const files = context.files()
  if (word === undefined) return onlyPlace(context)
  const session = bySession(word, context)
  if (session) return session
  if (/^https?:/.test(word)) return byStartUrl(word, region, context)
  if (!files.profile(word)) {
    const known = [...files.sectionNames('sso-session'), ...files.profileNames()]
    throw new RolecallError('usage', `${word} is neither an sso-session nor a profile`, {
      hint: 'name an [sso-session], a profile, or a start URL with its --sso-region',
      misspelt: { name: word, known },
    })
  }
  return byProfile(word, context)
}

function onlyPlace(context: PlaceContext): SsoPlace {
  const files = context.files()
  const sessions = files.sectionNames('sso-session')
  const named = namedByEnvironment(context.host)
  const byName = named === undefined ? undefined : quietly(() => byProfile(named, context))
  const only = sessions.length === 1 ? bySession(sessions[0] ?? '', context) : undefined
  const place = byName ?? only
  if (place) return place
  const hint =
    sessions.length > 0
      ? `name one of ${sessions.join(', ')}`
      : 'give the start URL of your access portal: rolecall accounts https://corp.awsapps.com/start --sso-region eu-west-1'
  const message =
    sessions.length > 0
      ? 'there are several sessions of IAM Identity Center'
      : 'no profile or section names a session of IAM Identity Center'
  throw new RolecallError('usage', message, { hint })
}

function quietly(work: () => SsoPlace): SsoPlace | undefined {
  try {
    return work()
  } catch (error) {
    if (isRolecallError(error)) return undefined
    throw error
  }
}

/** @throws RolecallError 'config' if the section lacks a key */
function bySession(name: string, context: PlaceContext): SsoPlace | undefined {
  const section = context.files().section('sso-session', name)
  if (!section) return undefined
  const [startUrl, region] = ['sso_start_url', 'sso_region'].map((key) => section.get(key)?.value)
  if (startUrl === undefined || region === undefined) {
    const missing = startUrl === undefined ? 'sso_start_url' : 'sso_region'
    throw new RolecallError('config', `[sso-session ${name}] has no ${missing}`, {
      hint: `add it in ${context.files().config.path}`,
    })
  }
  return { profile: name, session: name, startUrl, region, ...endpoints(context) }
}

function byProfile(name: string, context: PlaceContext): SsoPlace {
  const { source } = context.plan(name)
  if (source.kind === 'sso') return source
  throw new RolecallError('usage', `${name} does not use IAM Identity Center`, {
    hint: 'name an [sso-session], or a profile that has sso_start_url or sso_session',
  })
}

function byStartUrl(startUrl: string, region: string | undefined, context: PlaceContext): SsoPlace {
  const session = sessionOf(startUrl, context)
  if (session) return session
  const known = region ?? regionOfStartUrl(startUrl, context)
  if (known === undefined) {
    throw new RolecallError('usage', `the region of ${startUrl} is not known`, {
      hint: 'add --sso-region: the access portal shows it under "Access keys"',
    })
  }
  return { profile: startUrl, startUrl, region: known, ...endpoints(context) }
}

/** The `[sso-session]` with a start URL. */
function sessionOf(startUrl: string, context: PlaceContext): SsoPlace | undefined {
  return context
    .files()
    .sectionNames('sso-session')
    .map((name) => bySession(name, context))
    .find((place) => place && sameUrl(place.startUrl, startUrl))
}

/** The region of a start URL: in the URL itself, in the config file, or in a remembered list. */
export function regionOfStartUrl(startUrl: string, context: PlaceContext): string | undefined {
  const files = context.files()
  return (
    regionInUrl(startUrl) ??
    sessionOf(startUrl, context)?.region ??
    regionInProfiles(files, startUrl) ??
    regionRemembered(files, startUrl)
  )
}

function regionInProfiles(files: AwsFiles, startUrl: string): string | undefined {
  for (const keys of files.profiles().values()) {
    const url = keys.get('sso_start_url')?.value
    if (url !== undefined && sameUrl(url, startUrl)) return keys.get('sso_region')?.value
  }
  return undefined
}

/** In the list of an earlier `accounts`. */
function regionRemembered({ evidence }: AwsFiles, startUrl: string): string | undefined {
  return evidence.assigned().find((list) => list.startUrl === startUrl)?.region
}

const sameUrl = (one: string, other: string): boolean =>
  one.replace(/[#/]+$/, '') === other.replace(/[#/]+$/, '')

/** Custom endpoints of the environment; those of a profile belong to the profile. */
function endpoints(context: PlaceContext): Pick<SsoPlace, 'endpoint' | 'oidcEndpoint'> {
  const inputs = { files: context.files(), env: context.host.env }
  const oidcEndpoint = customEndpoint('sso_oidc', undefined, inputs)
  return {
    ...serviceEndpoint('sso', undefined, inputs),
    ...(oidcEndpoint === undefined ? {} : { oidcEndpoint }),
  }
}
