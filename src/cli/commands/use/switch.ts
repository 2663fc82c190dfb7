import { isUsableByName } from '../../../aws-files/adopt/usable-by-name.js'
import { describeActiveRole } from '../../../core/describe-role.js'
import { envVar, type Env } from '../../../core/env.js'
import { RolecallError } from '../../../core/errors.js'
import type { Plan } from '../../../core/plan.js'
import { shellWord } from '../../../core/shell-word.js'
import { fishLine } from '../../../emit/fish.js'
import { posixExport } from '../../../emit/posix.js'
import { powershellLine } from '../../../emit/powershell.js'
import { switchVariables } from '../../../emit/switch-variables.js'
import type { Variable } from '../../../emit/variables.js'
import { cacheKeys, routesOf } from '../../../plan/cache-key.js'
import type { Host } from '../../../system/host.js'
import type { OptionsOf } from '../../command-types.js'
import type { CommandContext } from '../../context.js'
import { passedByReference, passedOn } from '../../emit-input.js'
import { mendCommand, processFaults } from '../../process-fault.js'
import { noteUse } from '../../ui/picker/usage.js'
import { shellOf } from '../init/shell-of.js'
import { RC_LINES, type Shell } from '../init/spec.js'
import type { useSpec } from './spec.js'

/** What a switch needs; the fast path has it too (src/entry/cached-use.ts). */
export interface SwitchContext extends Pick<
  CommandContext,
  'host' | 'files' | 'plan' | 'planFor' | 'credentials' | 'print' | 'notify'
> {
  /** The store that an SDK would find the session in; `none` without one. */
  storeName: () => Promise<string>
}

type Options = OptionsOf<typeof useSpec>

/** How each shell sets a variable; its function evaluates these lines, so stdout has no others. */
const LINES: Readonly<Record<Shell, (variable: Variable) => string>> = {
  bash: posixExport,
  zsh: posixExport,
  fish: fishLine,
  powershell: powershellLine,
}

/**
 * Prints variables as lines for the calling shell.
 * @throws RolecallError 'usage' if the shell function that `init` prints did not call rolecall
 */
export function printVariables(
  variables: readonly Variable[],
  { host, print }: Pick<SwitchContext, 'host' | 'print'>,
): void {
  const line = LINES[shellOfFunction(host)]
  print(variables.map((variable) => `${line(variable)}\n`).join(''))
}

/** Switches the calling shell to a role. @throws RolecallError */
export async function switchTo(
  profile: string,
  options: Options,
  context: SwitchContext,
): Promise<void> {
  const { host } = context
  const plan = context.plan(profile)
  const credentials = await context.credentials(plan)
  const found = processFaults(host)(context.files(), plan.profile)
  // Commands of this shell have its PATH.
  const fault = found?.isFoundByPath ? undefined : found
  if (fault !== undefined) {
    const effect = `AWS_PROFILE=${shellWord(plan.profile)} alone would not work`
    context.notify(`${effect}: ${fault.reason}; to repair it: ${mendCommand(plan.profile)}`)
  }
  const byReference = fault === undefined && (await isUsableByReference(plan, options, context))
  const target = byReference
    ? passedByReference(plan, credentials, context)
    : passedOn(plan, credentials, context, options.keepProfile)
  printVariables(switchVariables({ ...target, byReference }, host.env), context)
  noteUse(host, plan.profile)
  context.notify(describeActiveRole(plan, credentials, host.now().at))
  if (!byReference && !hasCredentialsOfRolecall(host.env)) {
    context.notify(
      'the credentials are in this shell, so AWS_PROFILE=NAME in front of a command has no effect; rolecall use --unset removes them',
    )
  }
}

/** @throws RolecallError 'usage' if the shell function that `init` prints did not call rolecall */
export function shellOfFunction(host: Host): Shell {
  const shell = envVar(host.env, 'ROLECALL_SHELL') ?? ''
  if (isShell(shell)) return shell
  throw new RolecallError('usage', 'use needs the rolecall shell function to change this shell', {
    hint: `${rcLine(host)} and open a new shell; for other shells, see \`rolecall init --help\``,
  })
}

/** What to add to the rc file of the user's shell. */
function rcLine(host: Host): string {
  const { file, line } = RC_LINES[shellOf(host)]
  return `add \`${line}\` to ${file}`
}

function isShell(name: string): name is Shell {
  return Object.hasOwn(LINES, name)
}

/**
 * Whether setting AWS_PROFILE is enough. The SDK then runs rolecall, which must find this very
 * session: no option may change the plan, and the session must be in the default store.
 */
async function isUsableByReference(
  plan: Plan,
  options: Options,
  context: SwitchContext,
): Promise<boolean> {
  const isElsewhere = options.cache === false || options.store !== undefined
  if (options.export || isElsewhere || isOutranked(context.host.env)) return false
  if (!isUsableByName(context.files(), plan.profile)) return false
  const byName = context.planFor({ profile: plan.profile })
  const keysOf = (each: Plan): string => [...routesOf(each), ...cacheKeys(each)].join()
  const isSame = keysOf(byName) === keysOf(plan)
  return isSame && (await context.storeName()) !== 'none'
}

/**
 * Whether an SDK would take other credentials than those of AWS_PROFILE. botocore and the SDK for
 * Java use the web identity of a pod first, or fail if only half of it is there.
 */
function isOutranked(env: Env): boolean {
  return envVar(env, 'AWS_WEB_IDENTITY_TOKEN_FILE') !== undefined
}

/** Whether an earlier `use` or `env` has put credentials into the shell. */
function hasCredentialsOfRolecall(env: Env): boolean {
  return (
    envVar(env, 'ROLECALL_PROFILE') !== undefined && envVar(env, 'AWS_ACCESS_KEY_ID') !== undefined
  )
}
