/**
 * What an AI agent that asks for credentials gets.
 * - `read-only`: a session that can only read
 * - `confirm`: the usual session, after a person has agreed
 * - `off`: the usual session
 */
export const AGENT_MODES = ['read-only', 'confirm', 'off'] as const

/** The rule for AI agents: a value of `rolecall_agents`. */
export type AgentMode = (typeof AGENT_MODES)[number]

/** The AI agent that a plan is made for, and what its user wants for it. */
export interface PlanAgent {
  /** `claude-code`. */
  name: string
  mode: Exclude<AgentMode, 'off'>
}

/** The parts of the settings and of the machine that tell whether an agent asks. */
export interface AgentInputs {
  /** `agents` of rolecall's settings. @throws RolecallError 'config' for another word */
  mode: () => AgentMode
  /** The agent that runs rolecall, if any; it is called only if a mode is not `off`. */
  find: () => string | undefined
}

/** For plans that hand out nothing. */
export const NO_AGENTS: AgentInputs = { mode: () => 'off', find: () => undefined }

/** @returns undefined if it is none of the words */
export function parseAgentMode(word: string): AgentMode | undefined {
  return AGENT_MODES.find((mode) => mode === word)
}
