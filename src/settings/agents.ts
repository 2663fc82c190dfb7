import { AGENT_MODES, parseAgentMode, type AgentMode } from '../core/agents/agent.js'
import { RolecallError } from '../core/errors.js'

/**
 * Reads `agents` from the text of the settings file. Every call for credentials needs it, so it
 * does without the parser for the whole file.
 * @param text '' if the file does not exist
 * @throws RolecallError 'config' for a word that is not a rule
 */
export function agentModeIn(text: string): AgentMode {
  if (!text.includes('agents')) return 'off'
  const [top = ''] = text.split(/^\s*\[/m)
  const word = /^[ \t]*["']?agents["']?[ \t]*=[ \t]*([^;#\r\n]*)/m.exec(top)?.[1]
  if (word === undefined) return 'off'
  const bare = word.trim().replace(/^(["'])(.*)\1$/, '$2')
  const mode = parseAgentMode(bare)
  if (mode) return mode
  throw new RolecallError('config', `agents = ${bare} is not a rule for AI agents`, {
    hint: `correct it in rolecall's settings file: agents = ${AGENT_MODES.join(', or ')}`,
  })
}
