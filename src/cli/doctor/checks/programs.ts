import { VERSION } from '../../../core/version.js'
import { codeProgramWords } from '../../../core/code-program.js'
import { shellWord } from '../../../core/shell-word.js'
import { parseRolecallCommand } from '../../../aws-files/adopt/recognize-process-command.js'
import { ownFiles } from '../../../system/process/own-files.js'
import { findProgram } from '../../../system/process/path/find-program.js'
import { programsOnPath, versionOf } from '../../../system/process/path/programs-on-path.js'
import { nodeVersion } from '../../../system/machine.js'
import { describeEffect, mendCommand, processFaults } from '../../process-fault.js'
import { editCommand, type Examined } from '../examined.js'
import type { Finding } from '../finding.js'

/** Adopted profiles whose program is gone, so that every SDK fails. */
export function adoptedLines({ host, files, names, placeOf }: Examined): Finding[] {
  const faultOf = processFaults(host)
  return names().flatMap((name): Finding[] => {
    const fault = faultOf(files(), name)
    if (fault === undefined) return []
    const place = placeOf(name, 'credential_process')
    return [
      {
        severity: 'error',
        message: `${describeEffect(name, fault.isFoundByPath)}: ${fault.reason}`,
        hint: 'write the line again',
        command: mendCommand(name),
        ...(place ? { file: place } : {}),
        profiles: [name],
        fix: { kind: 'adopt', profile: name },
      },
    ]
  })
}

/** Adopted profiles whose line names another profile: they were renamed or copied. */
export function linesOfOthers({ files, names, placeOf }: Examined): Finding[] {
  return names().flatMap((name): Finding[] => {
    const value = files().profile(name)?.get('credential_process')?.value ?? ''
    const { args = [] } = parseRolecallCommand(value) ?? {}
    const at = args.indexOf('--profile')
    const named = at === -1 ? undefined : args[at + 1]
    if (named === undefined || named === name) return []
    const isThere = files().profile(named) !== undefined
    // A profile with nothing of its own is meant as another name.
    if (isThere && !files().profile(name)?.has('rolecall_role_arn')) return []
    const place = placeOf(name, 'credential_process') ?? { path: files().config.path }
    return [
      {
        severity: 'error',
        message: isThere
          ? `credential_process of profile ${name} runs rolecall for ${named}, so that SDKs get its credentials, and not those of ${name}`
          : `credential_process of profile ${name} runs rolecall for ${named}, which does not exist`,
        hint: 'correct the name in the line',
        command: editCommand(place),
        file: place,
        profiles: [name],
      },
    ]
  })
}

/** Other rolecalls in PATH, of another version, and a launcher that finds no program. */
export async function rolecallsOnPath({ host: { env } }: Examined): Promise<Finding[]> {
  const programs = programsOnPath('rolecall', env)
  const { script, launcher } = ownFiles()
  const others = programs.filter(({ file }) => file !== script)
  const versions = await Promise.all(others.map((each) => versionOf(each, VERSION, env)))
  return others.flatMap(({ path, file }, index): Finding[] => {
    const version = versions[index]
    if (version === VERSION) return []
    const word = shellWord(path)
    if (version === undefined) {
      const what =
        file === launcher || !file.endsWith('.js')
          ? 'does not find rolecall: its package is gone'
          : 'does not start'
      return [
        {
          severity: 'error',
          message: `${path} ${what}`,
          hint: 'remove it, or install rolecall again',
          command: `rm -i ${word}`,
          file: { path },
        },
      ]
    }
    const isFirst = programs[0]?.path === path
    const order = isFirst ? 'shells start that one' : 'it is not the one that shells start'
    return [
      {
        severity: 'warning',
        message: `there is a second rolecall in PATH: ${path} is version ${version}, this one is ${VERSION}; ${order}`,
        hint: 'remove the one that you do not need',
        command: `rm -i ${word}`,
        file: { path },
      },
    ]
  })
}

const FLOOR: readonly [major: number, minor: number] = [20, 19]

/** The version of Node. */
export function nodeFloor(_: unknown, version: string = nodeVersion()): Finding[] {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const isEnough = major > FLOOR[0] || (major === FLOOR[0] && minor >= FLOOR[1])
  if (isEnough) return []
  const message = `Node ${version} is older than ${FLOOR.join('.')}, the oldest that rolecall supports`
  return [{ severity: 'error', message, hint: 'install a newer Node', command: 'nvm install 22' }]
}

/** The devices that profiles name, and the programs that compute their codes. */
export function codePrograms({ host, valid, placeOf, files }: Examined): Finding[] {
  const found: Finding[] = []
  const seen = new Set<string>()
  for (const { mfaProgram, profile, chain } of valid()) {
    if (!mfaProgram) continue
    const [program = ''] = codeProgramWords(mfaProgram, '')
    if (findProgram(program, host) !== undefined || seen.has(program)) continue
    seen.add(program)
    const holder = chain.find((name) => files().profile(name)?.has('rolecall_mfa')) ?? profile
    const place = placeOf(holder, 'rolecall_mfa')
    found.push({
      severity: 'error',
      message: `rolecall_mfa of profile ${holder} runs ${program}, which is not installed`,
      hint: 'install it, or type the codes yourself',
      command: `rolecall configure ${shellWord(holder)} --unset rolecall_mfa --yes`,
      ...(place ? { file: place } : {}),
      profiles: [holder],
    })
  }
  const inherited = files().profile('default')?.get('mfa_serial')
  const inherits = (name: string): boolean => {
    const keys = files().profile(name)
    const own = (key: string): string | undefined =>
      (keys?.get(`rolecall_${key}`) ?? keys?.get(key))?.value
    if (name === 'default') return true
    const included = own('mfa_serial') === undefined ? own('include_profile') : undefined
    return included !== undefined && inherits(included)
  }
  const uses = valid().some(
    ({ steps, chain }) =>
      steps.some(({ input }) => 'SerialNumber' in input) && chain.some(inherits),
  )
  const hasRoles = valid().some(({ steps }) => steps.length > 0)
  if (inherited && inherited.value !== '' && !uses && hasRoles) {
    const place = placeOf('default', 'mfa_serial')
    found.push({
      severity: 'note',
      message: 'mfa_serial of [default] is not used: no profile inherits it, as with every SDK',
      hint: 'add mfa_serial to the profile with the access key',
      command: editCommand(place ?? files().config),
      ...(place ? { file: place } : {}),
      profiles: ['default'],
    })
  }
  return found
}
