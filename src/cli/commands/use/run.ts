import { cacheKeys } from '../../../plan/cache-key.js'
import { envVar, type Env } from '../../../core/env.js'
import { RolecallError } from '../../../core/errors.js'
import type { Plan } from '../../../core/plan.js'
import { isUsableByName } from '../../../aws-files/adopt/usable-by-name.js'
import { resolvePlan } from '../../../plan/resolve.js'
import { fish } from '../../../emit/fish.js'
import { posixExport } from '../../../emit/posix.js'
import { powershell } from '../../../emit/powershell.js'
import {
  leaveVariables,
  previousRole,
  switchVariables,
  withoutOwnRegion,
} from '../../../emit/switch.js'
import type { Variable } from '../../../emit/variables.js'
import { openTerminal } from '../../../system/terminal/terminal.js'
import { describeActiveRole } from '../../../core/describe-role.js'
import type { ParsedArgs, Run } from '../../command.js'
import { createContext, type CommandContext } from '../../context.js'
import { namedProfile } from '../../options.js'
import { noteUse } from '../../ui/picker/usage-file.js'
import { initSpec, type Shell } from '../init/spec.js'

/** Lines for the shell function to evaluate, and nothing else on stdout. */
const LINES: Readonly<Record<Shell, (variable: Variable) => string>> = {
  bash: posixExport,
  zsh: posixExport,
  fish,
  powershell,
}

export const run: Run = async (input, context) => {
  const line = LINES[callingShell(context.host)]
  const print = (variables: readonly Variable[]): void =>
    context.print(variables.map((variable) => `${line(variable)}\n`).join(''))
  const { env } = context.host
  if (input.options['unset'] === true) {
    print(leaveVariables(env))
    return 0
  }
  const profile = await chosenProfile(input, context)
  const { plan, around } = planFor(profile, input, context)
  const credentials = await around.credentials(plan)
  const byReference = await isReachable(plan, around, input.options)
  const { profile: name, region } = plan
  print(switchVariables({ credentials, profile: name, region, byReference }, env))
  noteUse(context.host, name)
  context.notify(describeActiveRole(plan, credentials, context.host.now().at))
  return 0
}

type Surroundings = Pick<CommandContext['host'], 'env' | 'platform'>

/** The function that `init` prints says which shell it is. */
function callingShell({ env, platform }: Surroundings): Shell {
  const shell = envVar(env, 'ROLECALL_SHELL') ?? ''
  if (Object.hasOwn(LINES, shell)) return shell as Shell
  throw new RolecallError(
    'usage',
    'use changes the shell it is called from, and needs a function there',
    {
      hint: `${rcLine({ env, platform })} and open a new shell; other shells: \`rolecall init --help\``,
    },
  )
}

/** For the login shell, as the help of `init` has it; the one that calls may be another. */
function rcLine({ env, platform }: Surroundings): string {
  const login = envVar(env, 'SHELL')?.split('/').at(-1) ?? ''
  const usual = platform === 'win32' ? 'powershell' : 'bash'
  const shell = Object.hasOwn(LINES, login) ? login : usual
  const example = initSpec.examples.find(({ command }) => command.includes(`init ${shell}`))
  return `put \`${example?.command ?? ''}\` ${example?.does.replace(/^in /, 'into ') ?? ''}`
}

async function chosenProfile(
  { args, options }: ParsedArgs,
  context: CommandContext,
): Promise<string> {
  const word = namedProfile(args, options)
  if (word === '-') {
    const previous = previousRole(context.host.env)
    if (previous !== undefined) return previous
    throw new RolecallError('usage', 'this shell had no role before', { hint: 'name one' })
  }
  const isKnown = word !== undefined && (/^arn:/.test(word) || context.files().profile(word))
  if (isKnown) return word
  if (options['input'] === false || !openTerminal(context.host)) {
    // The plan's error names the nearest profiles.
    if (word !== undefined) return word
    throw new RolecallError('interaction', 'no role is named, and nobody can be asked', {
      hint: 'name it: rolecall use PROFILE',
    })
  }
  const { pickProfile } = await import('../../ui/picker/pick.js')
  return pickProfile(withEnv(context, withoutOwnRegion(context.host.env), options), word)
}

/** The plan as the shell will see it after the switch: in the profile's region, not in the one of the role before. */
function planFor(
  profile: string,
  { options }: ParsedArgs,
  context: CommandContext,
): { plan: Plan; around: CommandContext } {
  const before = withEnv(context, withoutOwnRegion(context.host.env), options)
  const { region } = before.plan(profile)
  if (region === undefined) return { plan: before.plan(profile), around: before }
  const regions = { AWS_REGION: region, AWS_DEFAULT_REGION: region }
  const around = withEnv(context, { ...before.host.env, ...regions }, options)
  return { plan: around.plan(profile), around }
}

function withEnv(
  { host }: CommandContext,
  env: Env,
  options: ParsedArgs['options'],
): CommandContext {
  return createContext({ ...host, env }, options)
}

/**
 * Whether the name of the profile is enough: an SDK would ask rolecall by it and get this very session, so no flag has changed the
 * plan, and the session is kept where rolecall looks without flags.
 */
async function isReachable(
  plan: Plan,
  { host, files, cache }: CommandContext,
  options: ParsedArgs['options'],
): Promise<boolean> {
  const isElsewhere = options['cache'] === false || options['store'] !== undefined
  if (options['export'] === true || isElsewhere) return false
  if (!isUsableByName(files(), plan.profile)) return false
  const inputs = { files: files(), env: host.env, userName: host.userName() }
  const byName = resolvePlan({ profile: plan.profile }, inputs)
  const isSame = cacheKeys(byName).join() === cacheKeys(plan).join()
  return isSame && (await cache().storeName()) !== 'none'
}
