import { RolecallError } from '../../core/errors.js'
import type { AssumeRoleInput, Tag } from '../../core/step.js'
import type { Profile } from '../../aws-files/profile.js'
import type { ForeignVariable } from './foreign-variables.js'
import type { Role } from '../chain/follow-chain.js'
import type { RoleSettings } from '../request.js'
import { withAgentMarks } from './agent-marks.js'
import { sessionName } from './session-name.js'
import { flagOrProfile, fromProfile, fromVariable, type SourcedValue } from './sourced-value.js'
import { sessionPolicies } from '../scope/session-policies.js'
import { checked, checkedTagKeys, checkedTags } from './validate.js'
import { partitionOf } from './role-input.js'

/** Where a setting of a role comes from: a flag, a variable of aws-vault, a key of the profile. */
interface SettingNames {
  flag: string
  variable: ForeignVariable
  key: string
}

const SOURCE_IDENTITY: SettingNames = {
  flag: '--source-identity',
  variable: 'AWS_SOURCE_IDENTITY',
  key: 'source_identity',
}

const TAGS: SettingNames = { flag: '--tag', variable: 'AWS_SESSION_TAGS', key: 'session_tags' }

const TRANSITIVE_TAGS: SettingNames = {
  flag: '--transitive-tag',
  variable: 'AWS_TRANSITIVE_TAGS',
  key: 'transitive_session_tags',
}

/** The variable counts for the requested role only, as the flag does. */
function setting<T>(
  { flag, variable, key }: SettingNames,
  given: T | undefined,
  profile: Profile,
  { isRequested, inputs }: RoleSettings,
): SourcedValue<T | string> | undefined {
  if (given !== undefined) return { value: given, from: flag, code: 'usage' }
  const ofVariable = isRequested ? fromVariable(inputs.env, variable) : undefined
  return ofVariable ?? fromProfile(profile, key)
}

/**
 * The parameters of AssumeRole, without the serial number of the MFA device.
 * @param duration seconds
 * @throws RolecallError if STS would reject a value
 */
export function assumeRoleInput(
  { arn, profile }: Role,
  settings: RoleSettings,
  duration: number,
): AssumeRoleInput {
  const { flags } = settings
  const externalId = flagOrProfile(flags.externalId, '--external-id', profile, 'external_id')
  const identity = setting(SOURCE_IDENTITY, flags.sourceIdentity, profile, settings)
  const tags = setting(TAGS, flags.tags, profile, settings)
  const keys = setting(TRANSITIVE_TAGS, flags.transitiveTags, profile, settings)
  const tagList = tags && listIn(tags, parseTags)
  const keyList = keys && listIn(keys, parseList)
  const marks = {
    ...(tagList?.value.length ? { Tags: checkedTags(tagList) } : {}),
    ...(identity ? { SourceIdentity: checked('SourceIdentity', identity) } : {}),
  }
  return {
    RoleArn: arn,
    RoleSessionName: sessionName(profile, settings),
    DurationSeconds: duration,
    ...(externalId ? { ExternalId: checked('ExternalId', externalId) } : {}),
    ...sessionPolicies(flags, settings.scope, partitionOf(arn)),
    ...(keyList?.value.length ? { TransitiveTagKeys: checkedTagKeys(keyList) } : {}),
    ...withAgentMarks(marks, settings.agent, profile, settings.inputs.userName),
  }
}

/** A flag is a list already; in a profile it is text in the format of aws-vault. */
function listIn<T>(
  { value, from, code }: SourcedValue<T[] | string>,
  parse: (text: string, from: string) => T[],
): SourcedValue<T[]> {
  return { value: typeof value === 'string' ? parse(value, from) : value, from, code }
}

/** Parses `a=b,c=d`. */
function parseTags(text: string, from: string): Tag[] {
  return parseList(text).map((pair) => {
    const separator = pair.indexOf('=')
    if (separator < 1) {
      throw new RolecallError('config', `${from} is not KEY=VALUE,…: ${pair}`, {
        hint: 'write each tag as KEY=VALUE, and commas between them: team=web,env=test',
      })
    }
    return { Key: pair.slice(0, separator).trim(), Value: pair.slice(separator + 1).trim() }
  })
}

/** Empty items are dropped: a comma may end the list. */
function parseList(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
}
