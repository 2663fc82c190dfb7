import type { PlanAgent } from '../../core/agents/agent.js'
import { RolecallError } from '../../core/errors.js'
import type { AssumeRoleInput, Tag } from '../../core/step.js'
import type { Profile } from '../../aws-files/profile.js'
import { withAgent } from './session-name.js'
import { validName } from './valid-name.js'
import { checkedTags } from './validate.js'

type Marks = Pick<AssumeRoleInput, 'Tags' | 'SourceIdentity'>

/** What AssumeRole allows for a source identity, in characters. */
const MAX_IDENTITY = 64

/**
 * Marks the session of an agent, so that CloudTrail and policies tell it from that of its user:
 * with a session tag, and with a source identity, which later roles keep. Only the profile asks for
 * them: the trust policy of the role must allow each (sts:TagSession, sts:SetSourceIdentity), and a
 * refused call would use up the MFA code.
 * @param given the tags and the source identity that the user asks for
 * @throws RolecallError 'config' for a value that is wrong
 */
export function withAgentMarks(
  given: Marks,
  agent: PlanAgent | undefined,
  profile: Profile,
  userName: string,
): Marks {
  if (!agent) return given
  const key = profile.get('agent_tag')
  const from = `rolecall_agent_tag of profile ${profile.name}`
  const tag = key === undefined ? [] : [{ Key: key, Value: agent.name }]
  const tags = [...(given.Tags ?? []).filter(({ Key }) => !isSameKey(Key, key)), ...tag]
  const identity = isMarked(profile)
    ? withAgent(given.SourceIdentity ?? validName(userName), agent, MAX_IDENTITY)
    : given.SourceIdentity
  return {
    ...(tags.length > 0 ? { Tags: checkedTags({ value: tags, from, code: 'config' }) } : {}),
    ...(identity === undefined ? {} : { SourceIdentity: identity }),
  }
}

/** AWS does not distinguish capital letters in the keys of tags. */
function isSameKey(one: Tag['Key'], other: string | undefined): boolean {
  return one.toLowerCase() === other?.toLowerCase()
}

function isMarked(profile: Profile): boolean {
  const word = profile.get('agent_source_identity')
  if (word === undefined || word === 'false') return false
  if (word === 'true') return true
  const what = `rolecall_agent_source_identity of profile ${profile.name} is ${word}`
  throw new RolecallError('config', what, {
    hint: 'write rolecall_agent_source_identity = true, or false',
  })
}
