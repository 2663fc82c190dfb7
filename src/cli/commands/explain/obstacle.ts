import { isRolecallError, RolecallError } from '../../../core/errors.js'
import type { Plan } from '../../../core/plan.js'
import { shellWord } from '../../../core/shell-word.js'
import { networkFor } from '../../../net/network.js'
import { lacksRole, tokenWithoutRoleError } from '../../../plan/missing-role.js'
import { openEnvironment } from '../../../sources/environment/open.js'
import { authorizationToken } from '../../../sources/ecs-container/open.js'
import { refuseContainerUrl } from '../../../sources/ecs-container/refuse-url.js'
import { checkRolesAnywhere } from '../../../sources/roles-anywhere/open.js'
import { openWebIdentityFile } from '../../../sources/web-identity/open.js'
import { isReadableOnce, readNamed } from '../../../system/files/read-named.js'
import type { Host } from '../../../system/host.js'
import { commandProblem } from '../../../system/process/path/find-command.js'

/** What is cached, so that it need not be there now. */
interface Cached {
  /** False if a cached session answers instead of the source. */
  isSourceUsed: boolean
  /** False if every step is cached. */
  isCallNeeded: boolean
}

/**
 * The error that carrying out the plan would end with, as far as files and variables show it:
 * nothing is asked, started or sent.
 * @returns undefined if nothing is in the way
 */
export function obstacleTo(
  plan: Plan,
  { isSourceUsed, isCallNeeded }: Cached,
  host: Host,
): RolecallError | undefined {
  if (lacksRole(plan)) return tokenWithoutRoleError(plan)
  try {
    if (isCallNeeded) networkFor(plan, host)
    if (isSourceUsed) checkSource(plan, host)
    return undefined
  } catch (error) {
    if (isRolecallError(error)) return error
    throw error
  }
}

function checkSource({ source }: Pick<Plan, 'source'>, host: Host): void {
  switch (source.kind) {
    case 'environment':
      openEnvironment(source, { host })
      return
    case 'web-identity-file':
      if (!isReadableOnce(source.file)) openWebIdentityFile(source, { host })
      return
    case 'ecs-container':
      refuseContainerUrl(source)
      if (!isReadableOnce(source.tokenFile ?? '')) authorizationToken(source, host.env)
      return
    case 'saml':
      if (source.file === undefined || isReadableOnce(source.file)) return
      readNamed(source.file, 'rolecall_saml_assertion_file')
      return
    case 'roles-anywhere':
      checkRolesAnywhere(source, host)
      return
    case 'cognito':
      if (source.login) checkSource({ source: source.login }, host)
      return
    case 'login':
      if (source.tokenHash !== undefined) return
      throw new RolecallError('failed', `you are not signed in as ${source.session}`, {
        hint: `sign in first: rolecall login ${shellWord(source.profile)}`,
      })
    case 'process':
    case 'web-identity-process':
      refuseMissingProgram(source, host)
      return
    default:
      return
  }
}

/** Only a path is looked up: what another first word means is known to the shell alone. */
function refuseMissingProgram(
  { command, profile }: { command: string; profile: string },
  { env }: Host,
): void {
  const [, path] = /^\s*(\/[\w./@%+-]+)(?:\s|$)/.exec(command) ?? []
  if (path === undefined || commandProblem(path, env) !== 'missing') return
  throw new RolecallError('failed', `the program of profile ${profile} does not exist: ${path}`, {
    hint: 'correct the path in the profile; `command -v NAME` shows where a program is',
  })
}
