import { parseDuration } from '../core/duration.js'
import { RolecallError } from '../core/errors.js'
import type { Tag } from '../core/plan.js'
import type { PlanRequest } from '../plan/request.js'
import type { ObtainOptions } from '../session/context.js'
import type { ParsedArgs, Options } from './command.js'
import { PLAN_OPTIONS } from './shared-options.js'

/**
 * Flags to a request for a plan.
 * @param readText reads the file of `--policy @FILE`
 * @throws RolecallError 'usage' naming the flag
 */
export function planRequest(
  options: Options,
  profile: string | undefined,
  readText: (path: string) => string,
): PlanRequest {
  return {
    profile,
    roleArn: text(options, 'roleArn'),
    sourceProfile: text(options, 'sourceProfile'),
    mfaSerial: text(options, 'mfaSerial'),
    externalId: text(options, 'externalId'),
    duration: durationFlag(options, 'duration'),
    sessionName: text(options, 'sessionName'),
    sourceIdentity: text(options, 'sourceIdentity'),
    tags: list(options, 'tag')?.map(parseTag),
    transitiveTags: list(options, 'transitiveTag'),
    policy: policyText(text(options, 'policy'), readText),
    policyArns: list(options, 'policyArn'),
    region: text(options, 'region'),
    samlAssertion: text(options, 'samlAssertion') !== undefined,
    noSession: options['session'] === false,
  }
}

/** The flags again, for a process that is to carry out the same plan with the same store. */
export function planFlags(options: Options): string[] {
  const store = text(options, 'store')
  const flags = PLAN_OPTIONS.flatMap(({ syntax }) => {
    const [flag = ''] = syntax.split(' ')
    const value = options[optionName(flag)]
    if (typeof value === 'boolean') return value === !flag.startsWith('--no-') ? [flag] : []
    const values = Array.isArray(value) ? (value as string[]) : [value as string | undefined]
    return values.flatMap((each) => (each === undefined ? [] : [`${flag}=${each}`]))
  })
  return store === undefined ? flags : [...flags, `--store=${store}`]
}

/** As commander names it: `--role-arn` is `roleArn`, `--no-session` is `session`. */
export function optionName(flag: string): string {
  return flag.replace(/^--(no-)?/, '').replace(/-(.)/g, (_, c: string) => c.toUpperCase())
}

/** @throws RolecallError 'usage' */
export function obtainOptions(options: Options): ObtainOptions {
  const minTtl = durationFlag(options, 'minTtl')
  return {
    ...(minTtl === undefined ? {} : { minTtl }),
    ...(options['refresh'] === true ? { refresh: 'last' as const } : {}),
    // What was given by hand is meant to be used, whatever the cache holds; it is for the first step, of how many ever.
    ...(options['samlAssertion'] === undefined ? {} : { refresh: 'all' as const }),
    noCache: options['cache'] === false,
  }
}

export function text(options: Options, name: string): string | undefined {
  const value = options[name]
  return typeof value === 'string' ? value : undefined
}

function list(options: Options, name: string): string[] | undefined {
  const value = options[name]
  return Array.isArray(value) ? (value as string[]) : undefined
}

/**
 * The profile that a command is about, as its word or as `--profile`.
 * @throws RolecallError 'usage' where they say two
 */
export function namedProfile(words: ParsedArgs['args'], options: Options): string | undefined {
  const [word] = words as [string | undefined]
  const flag = text(options, 'profile')
  if (word === undefined || flag === undefined || word === flag) return word ?? flag
  throw new RolecallError('usage', `two profiles were named: ${word} and ${flag}`, {
    hint: 'name the profile once',
  })
}

/** The profiles that a command is about, as words and as `--profile`. */
export function namedProfiles(words: ParsedArgs['args'], options: Options): string[] {
  const [names = []] = words as [string[]?]
  const flag = text(options, 'profile')
  return flag === undefined ? names : [...names, flag]
}

/** @returns seconds */
export function durationFlag(options: Options, name: string): number | undefined {
  const value = text(options, name)
  if (value === undefined) return undefined
  const seconds = parseDuration(value)
  if (seconds !== undefined) return seconds
  const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  throw new RolecallError('usage', `--${flag} does not understand "${value}"`, {
    hint: 'give seconds, or a time such as 90m or 1h30m',
  })
}

function parseTag(word: string): Tag {
  const at = word.indexOf('=')
  if (at > 0) return { Key: word.slice(0, at), Value: word.slice(at + 1) }
  throw new RolecallError('usage', `--tag does not understand "${word}"`, {
    hint: 'write it as key=value',
  })
}

function policyText(
  policy: string | undefined,
  readText: (path: string) => string,
): string | undefined {
  return policy?.startsWith('@') ? readText(policy.slice(1)) : policy
}
