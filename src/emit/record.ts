import { CONTROL_OR_LONE_SURROGATE } from '../core/control-characters.js'
import type { Env } from '../core/env.js'
import { PROFILE_NAMES, type Variable } from './variables.js'

/*
 * What rolecall set in an environment beside the credentials, and what the user had there before:
 *
 *     ROLECALL_SET=AWS_REGION=us-east-1:eu-west-1,AWS_PROFILE:work
 *
 * AWS_REGION was eu-west-1 and is us-east-1 now; AWS_PROFILE was `work` and is unset now. The next
 * switch undoes exactly this. A variable that no longer has our value is the user's again.
 */

export const RECORD = 'ROLECALL_SET'

/** One variable: our value and the user's, undefined for unset. */
interface Change {
  name: string
  ours: string | undefined
  users: string | undefined
}

/** The variables that give the user back what rolecall replaced. */
export function undoing(env: Env): Variable[] {
  return changesIn(env).map(({ name, users }) => assignment(name, users))
}

/**
 * The environment without the regions and settings that rolecall set for an earlier profile, which
 * must not affect another one. The profile that it set stays, because it is the current one.
 */
export function withoutOwnSettings(env: Env): Env {
  if (!env[RECORD]) return env
  const changes = changesIn(env).filter(({ name }) => !PROFILE_NAMES.includes(name))
  return { ...env, ...Object.fromEntries(changes.map(({ name, users }) => [name, users])) }
}

/**
 * The record of variables that are about to be set.
 * @param user the environment before rolecall changed it
 */
export function recordOf(variables: readonly Variable[], user: Env): Variable {
  const changes = variables.filter(({ name, value }) => user[name] !== value)
  const text = changes
    .map(({ name, value }) => `${name}${part('=', value)}${part(':', user[name])}`)
    .join(',')
  return assignment(RECORD, text || undefined)
}

/** The changes that are still in force. */
function changesIn(env: Env): Change[] {
  const changes = (env[RECORD] ?? '').split(',').flatMap((text) => parseChange(text) ?? [])
  return changes.filter(({ name, ours }) => isSame(env[name], ours))
}

function parseChange(text: string): Change | undefined {
  const [, name, ours, users] = /^(\w+)(?:=([^:]*))?(?::(.*))?$/.exec(text) ?? []
  if (name === undefined) return undefined
  try {
    return { name, ours: decoded(ours), users: decoded(users) }
  } catch {
    return undefined // Not written by rolecall.
  }
}

/** Some formats cannot tell an empty variable from an unset one. */
function isSame(value: string | undefined, other: string | undefined): boolean {
  return (value || undefined) === (other || undefined)
}

function part(mark: string, value: string | undefined): string {
  return value === undefined ? '' : mark + encoded(value)
}

/** Letters that no shell, no batch file and no list for containers needs to quote. */
function encoded(value: string): string {
  const wellFormed = value.replace(/\p{Cs}/gu, '\ufffd')
  return encodeURIComponent(wellFormed)
    .replace(/[!~*'()]/g, hex)
    .replaceAll('%', '+')
}

function hex(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
}

function decoded(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const value = decodeURIComponent(text.replaceAll('+', '%'))
  // Not every format can give such a value back.
  return CONTROL_OR_LONE_SURROGATE.test(value) ? undefined : value
}

function assignment(name: string, value: string | undefined): Variable {
  return value === undefined ? { name } : { name, value }
}
