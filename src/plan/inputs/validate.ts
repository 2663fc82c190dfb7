import {
  humanDuration,
  DURATION_LIMITS_SECONDS,
  parseDuration,
  type TimedOperation,
} from '../../core/time/duration.js'
import { RolecallError, type ErrorCode } from '../../core/errors.js'
import type { Tag } from '../../core/step.js'
import { validName } from './valid-name.js'
import { SHAPES, type Shape, type StringShape } from './shapes.js'
import type { SourcedValue } from './sourced-value.js'

/** Values in whose place the user may have typed a secret: a secret key, a password. */
const NEVER_SHOWN: readonly Shape[] = ['AccessKeyId', 'TokenCode']

const MAX_TAGS = 50
const MAX_POLICY_ARNS = 10

/**
 * Checks a value against the limits of STS.
 * @returns the value
 * @throws RolecallError with the violated limit
 */
export function checked(shape: Shape, { value, from, code }: SourcedValue): string {
  const { min, max, allowed }: StringShape = SHAPES[shape]
  if (value.length < min || value.length > max) {
    const range = max === Infinity ? `at least ${min}` : min === max ? min : `${min} to ${max}`
    const unit = max === Infinity && min === 1 ? 'character' : 'characters'
    const length = `${range} ${unit}, not ${value.length}`
    throw new RolecallError(code, `${from} must have ${length}`, hintFor(shape, value))
  }
  if (allowed && !allowed.test(value)) {
    const shown = NEVER_SHOWN.includes(shape) ? '' : `: ${excerpt(value)}`
    throw new RolecallError(code, `STS does not accept ${from}${shown}`, hintFor(shape, value))
  }
  return value
}

/** Names that may be composed of other texts, as a CI job does: `owner/repo--bot[bot]`. */
const COMPOSED_NAMES: readonly Shape[] = ['RoleSessionName', 'SourceIdentity', 'FederatedName']

/**
 * The rule for a value, and a name that keeps it. rolecall does not replace the name itself: a
 * trust policy may demand it, and two texts may become the same name.
 */
function hintFor(shape: Shape, value: string): { hint?: string } {
  const { rule, max }: StringShape = SHAPES[shape]
  if (rule === undefined) return {}
  if (!COMPOSED_NAMES.includes(shape) || !/[a-z0-9]/i.test(value)) return { hint: `it ${rule}` }
  const name = validName(value).replace(/^aws:/i, '').slice(0, max)
  return { hint: `it ${rule}, ${max} characters at most: ${name} would be accepted` }
}

/** A path that needs no quotes, and that no policy can be. */
const PATH = /^[\w./~-]+$/

/** @throws RolecallError if it is not JSON, or violates a limit of STS */
export function checkedPolicy(setting: SourcedValue): string {
  try {
    JSON.parse(setting.value)
  } catch (cause) {
    throw new RolecallError(setting.code, `${setting.from} is not JSON`, {
      hint: `to read the policy from a file: --policy file://${PATH.test(setting.value) ? setting.value : 'FILE'}`,
      cause,
    })
  }
  return checked('Policy', setting)
}

/** @throws RolecallError for too many ARNs, and for a malformed one */
export function checkedPolicyArns({
  value,
  from,
  code,
}: SourcedValue<string[]>): { arn: string }[] {
  atMost(MAX_POLICY_ARNS, value, from, code)
  return value.map((arn) => ({ arn: checked('PolicyArn', { value: arn, from, code }) }))
}

/** @throws RolecallError for too many tags, a malformed one, and a duplicate key */
export function checkedTags({ value, from, code }: SourcedValue<Tag[]>): Tag[] {
  atMost(MAX_TAGS, value, from, code)
  const keys = new Set<string>()
  for (const { Key, Value } of value) {
    checked('TagKey', { value: Key, from: `the key of a tag in ${from}`, code })
    checked('TagValue', { value: Value, from: `the value of tag ${Key} in ${from}`, code })
    if (keys.has(Key.toLowerCase())) {
      throw new RolecallError(
        code,
        `${from} contains the tag ${Key} twice: STS ignores case in tag keys`,
      )
    }
    keys.add(Key.toLowerCase())
  }
  return value
}

/** @throws RolecallError for too many keys, and for a malformed one */
export function checkedTagKeys({ value, from, code }: SourcedValue<string[]>): string[] {
  atMost(MAX_TAGS, value, from, code)
  return value.map((key) => checked('TagKey', { value: key, from, code }))
}

/**
 * Parses a duration and checks it against the limits of the operation.
 * @param setting seconds, or text such as `3600`, `90m` or `12h`
 * @returns seconds
 * @throws RolecallError with the limits
 */
export function checkedDuration(
  operation: TimedOperation,
  setting: SourcedValue<string | number>,
): number {
  const { value, from, code } = setting
  const seconds = typeof value === 'number' ? value : parseDuration(value)
  if (seconds === undefined) {
    throw new RolecallError(code, `${from} is not a duration: ${value}`, {
      hint: 'write seconds, or a number with s, m, h or d: 3600, 90m, 12h',
    })
  }
  const { min, max } = DURATION_LIMITS_SECONDS[operation]
  if (!Number.isInteger(seconds) || seconds < min || seconds > max) {
    const limit = `${min} to ${max} seconds for ${operation}, not ${seconds}`
    throw new RolecallError(code, `${from} must be ${limit}`, {
      hint: `from ${humanDuration(min)} to ${humanDuration(max)}`,
    })
  }
  return seconds
}

/** Shortens a value for a message. */
function excerpt(value: string): string {
  return value.length > 60 ? `${value.slice(0, 60)}…` : value
}

/** @throws RolecallError if a list has more entries than STS accepts */
export function atMost(
  limit: number,
  list: readonly unknown[],
  from: string,
  code: ErrorCode,
): void {
  if (list.length > limit) {
    throw new RolecallError(
      code,
      `${from} has ${list.length} entries, and STS accepts at most ${limit}`,
    )
  }
}
