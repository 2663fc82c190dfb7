import { cacheKeys } from '../../../core/cache-key.js'
import { setting, type Env } from '../../../core/env.js'
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
import { roleLine } from '../../../core/describe-role.js'
import type { Input, Run } from '../../command.js'
import { makeDeps, type Deps } from '../../context.js'
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

export const run: Run = async (input, deps) => {
  const line = LINES[callingShell(deps.host)]
  const print = (variables: readonly Variable[]): void =>
    deps.out(variables.map((variable) => `${line(variable)}\n`).join(''))
  const { env } = deps.host
  if (input.options['unset'] === true) {
    print(leaveVariables(env))
    return 0
  }
  const profile = await chosenProfile(input, deps)
  const { plan, around } = planFor(profile, input, deps)
  const credentials = await around.credentials(plan)
  const byReference = await isReachable(plan, around, input.options)
  const { profile: name, region } = plan
  print(switchVariables({ credentials, profile: name, region, byReference }, env))
  noteUse(deps.host, name)
  deps.say(roleLine(plan, credentials, deps.host.now().at))
  return 0
}

type Surroundings = Pick<Deps['host'], 'env' | 'platform'>

/** The function that `init` prints says which shell it is. */
function callingShell({ env, platform }: Surroundings): Shell {
  const shell = setting(env, 'ROLECALL_SHELL') ?? ''
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
  const login = setting(env, 'SHELL')?.split('/').at(-1) ?? ''
  const usual = platform === 'win32' ? 'powershell' : 'bash'
  const shell = Object.hasOwn(LINES, login) ? login : usual
  const example = initSpec.examples.find(({ command }) => command.includes(`init ${shell}`))
  return `put \`${example?.command ?? ''}\` ${example?.does.replace(/^in /, 'into ') ?? ''}`
}

async function chosenProfile({ words, options }: Input, deps: Deps): Promise<string> {
  const word = namedProfile(words, options)
  if (word === '-') {
    const previous = previousRole(deps.host.env)
    if (previous !== undefined) return previous
    throw new RolecallError('usage', 'this shell had no role before', { hint: 'name one' })
  }
  const isKnown = word !== undefined && (/^arn:/.test(word) || deps.files().profile(word))
  if (isKnown) return word
  if (options['input'] === false || !openTerminal(deps.host)) {
    // The plan's error names the nearest profiles.
    if (word !== undefined) return word
    throw new RolecallError('interaction', 'no role is named, and nobody can be asked', {
      hint: 'name it: rolecall use PROFILE',
    })
  }
  const { pickProfile } = await import('../../ui/picker/pick.js')
  return pickProfile(withEnv(deps, withoutOwnRegion(deps.host.env), options), word)
}

/** The plan as the shell will see it after the switch: in the profile's region, not in the one of the role before. */
function planFor(profile: string, { options }: Input, deps: Deps): { plan: Plan; around: Deps } {
  const before = withEnv(deps, withoutOwnRegion(deps.host.env), options)
  const { region } = before.plan(profile)
  if (region === undefined) return { plan: before.plan(profile), around: before }
  const regions = { AWS_REGION: region, AWS_DEFAULT_REGION: region }
  const around = withEnv(deps, { ...before.host.env, ...regions }, options)
  return { plan: around.plan(profile), around }
}

function withEnv({ host }: Deps, env: Env, options: Input['options']): Deps {
  return makeDeps({ ...host, env }, options)
}

/**
 * Whether the name of the profile is enough: an SDK would ask rolecall by it and get this very session, so no flag has changed the
 * plan, and the session is kept where rolecall looks without flags.
 */
async function isReachable(
  plan: Plan,
  { host, files, cache }: Deps,
  options: Input['options'],
): Promise<boolean> {
  const isElsewhere = options['cache'] === false || options['store'] !== undefined
  if (options['export'] === true || isElsewhere) return false
  if (!isUsableByName(files(), plan.profile)) return false
  const machine = { userName: host.userName() }
  const byName = resolvePlan({ profile: plan.profile }, files(), host.env, machine)
  const isSame = cacheKeys(byName).join() === cacheKeys(plan).join()
  return isSame && (await cache().storeName()) !== 'none'
}
