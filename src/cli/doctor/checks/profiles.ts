import type { RolecallError } from '../../../core/errors.js'
import { nearest } from '../../../core/did-you-mean.js'
import { envVar } from '../../../core/env.js'
import { shellWord } from '../../../core/shell-word.js'
import { obstacleTo } from '../../commands/explain/obstacle.js'
import { hintOf } from '../../print-error.js'
import { editCommand, type Examined } from '../examined.js'
import { nextOf, type Failure } from '../failures.js'
import type { Finding } from '../finding.js'
import { misspeltKeyFix } from './keys.js'

/** Profiles that rolecall cannot use, and why. */
export function usableProfiles(examined: Examined): Finding[] {
  return examined.failures().map((failure) => {
    const { root, error, names, misspelt } = failure
    const place = placeIn(failure, examined)
    const fix = misspelt && misspeltKeyFix(misspelt, examined)
    return {
      severity: 'error',
      message: error.message + othersOf(failure),
      ...remedyFor(failure, examined),
      ...(place ? { file: place } : {}),
      profiles: [...new Set([root, ...names])],
      ...(fix === undefined ? {} : { fix }),
    }
  })
}

/** How many profiles that the message is not about fail with its root. */
function othersOf({ root, names }: Failure): string {
  const others = names.filter((name) => name !== root).length
  if (others === 0) return ''
  const which = others === 1 ? 'another profile' : `${others} other profiles`
  return ` (so ${which} cannot be used either)`
}

function placeIn({ root, error, misspelt }: Failure, { files, placeOf }: Examined) {
  if (misspelt) return placeOf(misspelt.profile, misspelt.key)
  const named = error.misspelt?.name
  const keys = [...(files().profile(root) ?? [])]
  return placeOf(root, keys.find(([, { value }]) => value === named)?.[0])
}

function remedyFor(failure: Failure, examined: Examined): Pick<Finding, 'hint' | 'command'> {
  const { root, error, guess, misspelt } = failure
  const hint = hintOf(error) ?? 'correct the profile'
  const isSource = error.misspelt && nextOf(root, examined.files()) === error.misspelt.name
  if (isSource && guess !== undefined) {
    const source = shellWord(guess)
    return {
      hint,
      command: `rolecall configure ${shellWord(root)} --source-profile ${source} --yes`,
    }
  }
  const { command } = error
  if (command !== undefined && misspelt === undefined && guess === undefined) {
    return { hint: hint.split(`: ${command}`)[0] ?? hint, command }
  }
  const place = placeIn(failure, examined)
  return { hint, command: place ? editCommand(place) : 'rolecall list' }
}

/** What carrying out a plan needs and is not there: a program, a token file, a sign-in. */
export function unobstructedProfiles(examined: Examined): Finding[] {
  const found = new Map<string, { error: RolecallError; names: string[] }>()
  for (const plan of examined.valid()) {
    // What is in the environment, and the CA bundle, have checks of their own.
    if (plan.source.kind === 'environment') continue
    const cached = { isSourceUsed: true, isCallNeeded: false }
    const error = obstacleTo(plan, cached, examined.host)
    if (!error) continue
    const same = found.get(error.message)
    if (same) same.names.push(plan.profile)
    else found.set(error.message, { error, names: [plan.profile] })
  }
  return [...found.values()].map(({ error, names }) => {
    const place = examined.placeOf(names[0] ?? '')
    const own = /(?:aws|rolecall) login [^;]*$/.exec(error.hint ?? '')?.[0]
    return {
      severity: own === undefined ? 'error' : 'note',
      message: error.message,
      hint: error.hint ?? 'correct the profile',
      command: own ?? (place ? editCommand(place) : 'rolecall list'),
      ...(place ? { file: place } : {}),
      profiles: names,
    }
  })
}

/** The profile that a variable names. */
export function profileOfVariable({ host, files }: Examined): Finding[] {
  const names = ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE'] as const
  return names.flatMap((variable) => {
    const name = envVar(host.env, variable)
    if (name === undefined || name.startsWith('arn:') || files().profile(name)) return []
    const [guess] = nearest(name, files().profileNames())
    const message = `${variable} names profile ${name}, which does not exist`
    return [
      {
        severity: 'error',
        message,
        hint: guess === undefined ? 'unset it' : `did you mean ${guess}?`,
        command:
          guess === undefined ? `unset ${variable}` : `export ${variable}=${shellWord(guess)}`,
      } satisfies Finding,
    ]
  })
}
