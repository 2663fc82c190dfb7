import { sha256 } from '../core/digest/sha256.js'
import type { Session } from '../core/credentials.js'
import { canonicalJson, isObject, isNonEmptyString, isTime, parseObject } from '../core/json.js'
import { MAX_ROLE_SESSION_MS } from '../core/policy/revocation.js'
import type { Reach } from '../core/policy/reach.js'
import type { PolicyDocument, Statement } from '../core/policy/document.js'
import { removeFile, writePrivate } from '../system/files/atomic-file.js'
import { namesIn, readOwnFile } from '../system/files/read-own-file.js'
import { utf8Text } from '../system/bytes.js'
import { join } from '../system/path.js'
import { STATE_PATHS } from '../system/state-paths.js'
import type { SessionMetadata } from './metadata.js'

/*
 * What this machine has revoked, one file each. `--undo` takes exactly that back, `status` and
 * `explain` tell of it, and a session that was issued before is not cached.
 */

/** A revocation that this machine made. It contains no secret. */
export interface Revocation {
  /** ARN of the role. */
  role: string
  reach: Reach
  /** Sessions issued before are revoked: ISO 8601, AWS's time. */
  before: string
  /** The policy as it was written. */
  document: PolicyDocument
  /** The statement with the same reach that was replaced. */
  previous?: Statement
  /** This machine's record of that one. */
  replaced?: Revocation
}

/** Writes the record, in place of an earlier one with the same reach. */
export function saveRevocation(revocation: Revocation, state: string): void {
  writePrivate(pathOf(revocation, state), JSON.stringify(revocation))
}

/** Removes the record; one that does not exist is not an error. */
export function removeRevocation(about: Pick<Revocation, 'role' | 'reach'>, state: string): void {
  removeFile(pathOf(about, state))
}

/** @returns undefined if this machine did not make such a revocation */
export function readRevocation(
  about: Pick<Revocation, 'role' | 'reach'>,
  state: string,
): Revocation | undefined {
  return readFile(pathOf(about, state))
}

/** Every record that can be read. A folder that cannot be read has none. */
function listRevocations(state: string): Revocation[] {
  const folder = join(state, STATE_PATHS.revocations)
  try {
    return namesIn(folder).flatMap((name) => readFile(join(folder, name)) ?? [])
  } catch {
    return []
  }
}

/** Paths of records that cannot be read. */
export function unreadableRevocations(state: string): string[] {
  const folder = join(state, STATE_PATHS.revocations)
  try {
    return namesIn(folder)
      .map((name) => join(folder, name))
      .filter((path) => readFile(path) === undefined)
  } catch {
    return []
  }
}

/** The records that may still end a session. @param nowMs milliseconds since 1970 */
export function revocationsInForce(state: string, nowMs: number): Revocation[] {
  return listRevocations(state).filter(
    ({ before }) => Date.parse(before) > nowMs - MAX_ROLE_SESSION_MS,
  )
}

/**
 * The record that ends a session. The person of a session is not known here: a revocation for a
 * person counts for every session of the role, which costs the others one call.
 */
export function revocationOf(
  { role }: Pick<SessionMetadata, 'role'>,
  { issued, arn }: Pick<Session, 'issued'> & { arn?: string },
  all: readonly Revocation[],
): Revocation | undefined {
  if (role === undefined) return undefined
  // The issue time of AWS has whole seconds.
  const issuedAt = Math.floor((issued.at + issued.serverOffset) / 1000) * 1000
  const name = arn?.split('/').at(-1)
  return all.find(
    ({ role: revoked, reach, before }) =>
      isSameRole(role, revoked) &&
      issuedAt < Date.parse(before) &&
      (reach.kind !== 'session' || reach.name === name),
  )
}

/** Whether two ARNs name one role. Its path may be missing; names are unique within an account. */
export function isSameRole(a: string, b: string): boolean {
  return withoutPath(a) === withoutPath(b)
}

const withoutPath = (arn: string): string => arn.replace(/:role\/.*\//, ':role/')

function pathOf({ role, reach }: Pick<Revocation, 'role' | 'reach'>, state: string): string {
  const name = sha256(canonicalJson({ role: withoutPath(role), reach }))
  return join(state, STATE_PATHS.revocations, `${name}.json`)
}

function readFile(path: string): Revocation | undefined {
  try {
    const data = readOwnFile(path)
    const fields = data && parseObject(utf8Text(data))
    const isComplete =
      fields &&
      isNonEmptyString(fields['role']) &&
      isObject(fields['reach']) &&
      isTime(fields['before']) &&
      isObject(fields['document'])
    return isComplete ? (fields as unknown as Revocation) : undefined
  } catch {
    return undefined
  }
}
