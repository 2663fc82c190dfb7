import { NO_AGENTS } from '../../../src/core/agents/agent.js'
import { parseAwsFiles } from '../../../src/aws-files/aws-files.js'
import type { Plan } from '../../../src/core/plan.js'
import type { Step } from '../../../src/core/step.js'
import type { Source } from '../../../src/core/source.js'
import { resolvePlan } from '../../../src/plan/resolve.js'
import type { PlanCase } from './case.js'

/** Plans a case. @throws RolecallError as the program does */
export function plan({ config = '', credentials = '', env = {}, profile }: PlanCase): Plan {
  const files = parseAwsFiles({ path: 'config', text: config }, { path: 'keys', text: credentials })
  return resolvePlan(profile === undefined ? {} : { profile }, {
    files,
    env,
    userName: 'ann',
    agents: NO_AGENTS,
  })
}

/** The names of the roles in the order of the calls. GetSessionToken is rolecall's own step. */
export function rolesOf({ steps }: Plan): string[] {
  return steps.flatMap(({ input }) => ('RoleArn' in input ? [input.RoleArn] : [])).map(nameOfRole)
}

/** The parameters of the last call. */
export function lastInput({ steps }: Plan): Step['input'] | undefined {
  return steps.at(-1)?.input
}

function nameOfRole(arn: string | undefined): string {
  return arn?.replace(/^.*role\//, '') ?? ''
}

/** A source as the cases name it. */
export function sourceInWords(source: Source): string {
  switch (source.kind) {
    case 'static':
      return `${source.temporary ? 'session' : 'key'} ${source.accessKeyId}`
    case 'environment':
      return `environment ${source.temporary ? 'session ' : ''}${source.accessKeyId}`
    case 'process':
      return `process ${source.command.replaceAll('\n', ' ')}`
    case 'ec2-instance-metadata':
      return source.endpoint === undefined ? 'instance' : `instance ${source.endpoint}`
    case 'ecs-container':
      return `container ${source.uri}`
    case 'sso': {
      const session = source.session === undefined ? '' : `, session ${source.session}`
      const { roleName, accountId, region, startUrl } = source
      return `sso ${roleName} of ${accountId} in ${region} at ${startUrl}${session}`
    }
    case 'login':
      return `login ${source.session} in ${source.region}`
    case 'web-identity-file':
      return `token ${source.file}`
    default:
      return source.kind
  }
}
