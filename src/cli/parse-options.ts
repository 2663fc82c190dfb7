import { parseDuration } from '../core/time/duration.js'
import { envVar, type Env } from '../core/env.js'
import { RolecallError } from '../core/errors.js'
import type { Tag } from '../core/step.js'
import type { PlanRequest } from '../plan/request.js'
import type { ObtainOptions } from '../session/context.js'
import { PLAN_OPTIONS, type GLOBAL_OPTIONS, type OBTAIN_OPTIONS } from './option-specs.js'
import type { OptionValues } from './command-spec.js'

/** Options that a command context is made from; a command may have only some of them. */
export type ContextOptions = OptionValues<
  (typeof GLOBAL_OPTIONS)[number] | (typeof PLAN_OPTIONS)[number] | (typeof OBTAIN_OPTIONS)[number]
>

/**
 * The request for a plan that the options make.
 * @param readText reads the file of `--policy @FILE`
 * @throws RolecallError 'usage' naming the flag
 */
export function planRequest(
  options: ContextOptions,
  profile: string | undefined,
  readText: (path: string) => string,
): PlanRequest {
  return {
    profile,
    roleArn: options.roleArn,
    sourceProfile: options.sourceProfile,
    mfaSerial: options.mfaSerial,
    externalId: options.externalId,
    samlProviderArn: options.samlProviderArn,
    duration: durationFlag('--duration', options.duration),
    sessionName: options.sessionName,
    sourceIdentity: options.sourceIdentity,
    tags: options.tag?.map(parseTag),
    transitiveTags: options.transitiveTag,
    policy: policyText(options.policy, readText),
    policyArns: options.policyArn,
    readOnly: options.readOnly,
    viewOnly: options.viewOnly,
    only: options.only,
    on: options.on,
    region: options.region,
    samlAssertion: options.samlAssertion !== undefined,
    noSession: options.session === false,
  }
}

/** The options as flags, for a process that carries out the same plan with the same store. */
export function planFlags(options: ContextOptions): string[] {
  const byName: Readonly<Record<string, unknown>> = options
  const flags = PLAN_OPTIONS.flatMap(({ syntax }) => {
    const flag = flagIn(syntax)
    const takesValue = flag !== syntax
    if (takesValue) return flagValues(byName, flag).map((value) => `${flag}=${value}`)
    return byName[optionName(flag)] === !flag.startsWith('--no-') ? [flag] : []
  })
  return options.store === undefined ? flags : [...flags, `--store=${options.store}`]
}

/** The flag in commander's syntax for an option: `--role-arn <arn>` is `--role-arn`. */
export function flagIn(syntax: string): string {
  return /--[\w-]+/.exec(syntax)?.[0] ?? syntax
}

/**
 * Values given to a flag that is known only at run time, such as one made from an STS member.
 * @returns none if the flag was not given
 */
export function flagValues(options: Readonly<Record<string, unknown>>, flag: string): string[] {
  return [options[optionName(flag)]].flat().filter((value) => typeof value === 'string')
}

/** Commander's name for an option: `--role-arn` is `roleArn`, `--no-session` is `session`. */
function optionName(flag: string): string {
  return flag.replace(/^--(no-)?/, '').replace(/-(.)/g, (_, c: string) => c.toUpperCase())
}

/** @throws RolecallError 'usage' */
export function obtainOptions(options: ContextOptions, env: Env): ObtainOptions {
  const minTtl =
    durationFlag('--min-ttl', options.minTtl) ??
    durationFlag('AWS_MIN_TTL', envVar(env, 'AWS_MIN_TTL'))
  return {
    ...(minTtl === undefined ? {} : { minTtl }),
    ...(options.refresh ? { refresh: 'last' as const } : {}),
    // An assertion given by hand must be used whatever is cached, and it feeds the first step.
    ...(options.samlAssertion === undefined ? {} : { refresh: 'all' as const }),
    noCache: options.cache === false,
  }
}

/**
 * The profile given as argument or as `--profile`.
 * @throws RolecallError 'usage' if the two differ
 */
export function namedProfile(
  [word]: readonly [string | undefined],
  { profile: flag }: { readonly profile?: string },
): string | undefined {
  if (word === undefined || flag === undefined || word === flag) return word ?? flag
  throw new RolecallError('usage', `two profiles were given: ${word} and ${flag}`, {
    hint: 'give the profile once',
  })
}

/** The profiles given as arguments and, so that both spellings work everywhere, as `--profile`. */
export function namedProfiles(
  [names]: readonly [readonly string[]],
  { profile: flag }: { readonly profile?: string },
): string[] {
  return flag === undefined ? [...names] : [...names, flag]
}

/**
 * @returns seconds
 * @throws RolecallError 'usage'
 */
export function durationFlag(flag: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  const seconds = parseDuration(value)
  if (seconds !== undefined) return seconds
  throw new RolecallError('usage', `invalid ${flag} "${value}"`, {
    hint: 'give seconds, or a time such as 90m or 1h30m',
  })
}

function parseTag(word: string): Tag {
  const at = word.indexOf('=')
  if (at > 0) return { Key: word.slice(0, at), Value: word.slice(at + 1) }
  throw new RolecallError('usage', `invalid --tag "${word}"`, { hint: 'write it as key=value' })
}

function policyText(
  policy: string | undefined,
  readText: (path: string) => string,
): string | undefined {
  const [, file] = /^(?:@|file:\/\/)(.+)$/s.exec(policy ?? '') ?? []
  return file === undefined ? policy : readText(file)
}
