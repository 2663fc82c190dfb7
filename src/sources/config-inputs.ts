import type { AwsFiles } from '../aws-files/aws-files.js'
import type { AgentInputs } from '../core/agents/agent.js'
import type { Env } from '../core/env.js'

/** Everything outside the command line from which plans are made. */
export interface ConfigInputs {
  files: AwsFiles
  env: Env
  /** The login name, for the role session name. */
  userName: string
  agents: AgentInputs
}
