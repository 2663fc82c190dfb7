import type { Profile } from '../aws-files/profile.js'
import {
  AGENT_MODES,
  parseAgentMode,
  type AgentMode,
  type PlanAgent,
} from '../core/agents/agent.js'
import { RolecallError } from '../core/errors.js'
import type { ConfigInputs } from '../sources/config-inputs.js'
import type { ProfileChain } from './chain/follow-chain.js'
import type { PlanRequest } from './request.js'

/** The agent that asks and the approval that it needs: both change a plan. */
export interface Approval {
  agent?: PlanAgent
  /** True: a person must approve before rolecall returns credentials. */
  confirm?: true
}

/**
 * Finds the agent that asks, and whether a person must approve. The rule of the profile nearest to
 * the requested one decides, else that of the settings. Without a rule rolecall does not search for
 * an agent, because that reads files on every call.
 * @throws RolecallError 'config' for a value that is not a rule; 'usage' if an agent wants to
 * manage the user's own keys
 */
export function requiredApproval(
  { chain }: ProfileChain,
  request: PlanRequest,
  inputs: ConfigInputs,
): Approval {
  const own = chain.flatMap((profile) => modeIn(profile) ?? [])[0]
  const mode = own ?? inputs.agents.mode()
  const name = mode === 'off' ? undefined : inputs.agents.find()
  const agent = name === undefined || mode === 'off' ? undefined : { name, mode }
  if (agent && request.ownUse) throw ownUseError(agent)
  const mustConfirm = !request.ownUse && (chain.some(isConfirmed) || agent?.mode === 'confirm')
  return { ...(agent ? { agent } : {}), ...(mustConfirm ? { confirm: true as const } : {}) }
}

function modeIn(profile: Profile): AgentMode | undefined {
  const word = profile.get('agents')
  if (word === undefined) return undefined
  const mode = parseAgentMode(word)
  if (mode) return mode
  throw valueError('rolecall_agents', word, AGENT_MODES, profile)
}

function isConfirmed(profile: Profile): boolean {
  const word = profile.get('confirm')
  if (word === undefined || word === 'false') return false
  if (word === 'true') return true
  throw valueError('rolecall_confirm', word, ['true', 'false'], profile)
}

function valueError(
  key: string,
  word: string,
  allowed: readonly string[],
  { name }: Profile,
): RolecallError {
  return new RolecallError('config', `${key} of profile ${name} is ${word}`, {
    hint: `write ${key} = ${allowed.join(', or ')}`,
  })
}

function ownUseError({ name }: PlanAgent): RolecallError {
  const what = `${name} is an AI agent, and agents may not use this key or device itself`
  return new RolecallError('usage', what, { hint: 'run the command yourself, in a terminal' })
}
