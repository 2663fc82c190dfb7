import { envVar, type Env } from '../env.js'
import { baseName, scriptOf } from '../script-of.js'

/** Variables that agents set in the commands that they run, by the name of the agent. */
const VARIABLES: readonly (readonly [agent: string, ...names: string[]])[] = [
  ['claude-code', 'CLAUDECODE'],
  ['cursor', 'CURSOR_AGENT'],
  ['codex', 'CODEX_SANDBOX', 'CODEX_SANDBOX_NETWORK_DISABLED', 'CODEX_THREAD_ID', 'CODEX_CI'],
  ['gemini-cli', 'GEMINI_CLI'],
  ['copilot-cli', 'COPILOT_CLI'],
  ['opencode', 'OPENCODE'],
  ['antigravity', 'ANTIGRAVITY_AGENT'],
  ['augment', 'AUGMENT_AGENT'],
  ['cline', 'CLINE_ACTIVE'],
  ['crush', 'CRUSH'],
  ['goose', 'GOOSE_TERMINAL'],
  ['qwen-code', 'QWEN_CODE'],
]

/** Names of programs, and npm packages whose script has any name, by the name of the agent. */
const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  'claude-code': ['claude', '@anthropic-ai/claude-code'],
  cursor: ['cursor-agent'],
  codex: ['codex', '@openai/codex'],
  'gemini-cli': ['gemini', '@google/gemini-cli'],
  'copilot-cli': ['copilot', '@github/copilot'],
  opencode: ['opencode', 'opencode-ai'],
  aider: ['aider'],
  amp: ['amp', '@sourcegraph/amp'],
  augment: ['auggie', '@augmentcode/auggie'],
  crush: ['crush'],
  goose: ['goose', 'goosed'],
  kiro: ['kiro-cli'],
  'qwen-code': ['qwen', '@qwen-code/qwen-code'],
  'aws-mcp': [
    'mcp-proxy-for-aws',
    'mcp-proxy-for-aws-cli',
    'awslabs.aws-api-mcp-server',
    'awslabs.aws_api_mcp_server.server',
  ],
}

/**
 * The AI agent whose environment this is: by the variables that agents set, by `AI_AGENT`, which is
 * meant for all of them, and by `AGENT` if its value is a known name.
 * @returns undefined if there is no sign of one, which proves nothing
 */
export function agentInEnvironment(env: Env): string | undefined {
  const found = VARIABLES.find(([, ...names]) => envVar(env, ...names) !== undefined)
  if (found) return found[0]
  const named = nameFrom(envVar(env, 'AI_AGENT') ?? '')
  if (named) return named
  const generic = envVar(env, 'AGENT') ?? ''
  return Object.entries(PROGRAMS).find(([agent, names]) => {
    return agent === generic || names.includes(generic)
  })?.[0]
}

/** Characters of a name in a role session name. */
const MAX_NAME = 24

function nameFrom(text: string): string {
  const name = text.toLowerCase().replace(/[^\w.-]+/g, '-')
  return name.replace(/^-+|-+$/g, '').slice(0, MAX_NAME)
}

/**
 * The AI agent that a process is, by the name of its program or script.
 * @param argv its command line
 * @returns undefined for any other program
 */
export function agentOfProgram(argv: readonly string[]): string | undefined {
  const [program = ''] = argv
  const script = scriptOf(argv)
  const paths = [program.split(' ')[0] ?? '', ...(script === undefined ? [] : [script])]
  const names = paths.map((path) => baseName(path).replace(/\.(js|mjs|cjs|exe|py|sh)$/, ''))
  return Object.entries(PROGRAMS).find(([, known]) =>
    known.some((each) => {
      return names.includes(each) || paths.some((path) => path.includes(`/node_modules/${each}/`))
    }),
  )?.[0]
}
